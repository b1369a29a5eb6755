// SPDX-License-Identifier: MIT
#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <memory>
#include <optional>

#include "app/commands/clip_output.h"
#include "app/commands/commands.h"
#include "app/commands/latent_argument.h"
#include "app/commands/recipe_output.h"
#include "core/base/usage_error.h"
#include "core/io/directions_file.h"
#include "core/latent/path.h"
#include "core/latent/sheets.h"

namespace zscope::app {

namespace {

struct SheetCommand {
    ModelArgument model;
    LabelArgument label;
    SheetOptions sheet;
    std::vector<std::string> corners;
    std::string origin, right, down;
    std::vector<double> strengths{-3.0, 3.0};
    std::string mode = "slerp";
    int size = 8;
};

PathMode mode_of(const std::string& word) {
    return word == "lerp"            ? PathMode::lerp
           : word == "classic-slerp" ? PathMode::classic_slerp
                                     : PathMode::slerp;
}

std::vector<float> z_of(const std::string& text, const ModelSnapshot& model) {
    const WeightedSource parsed = parse_latent_source(text);
    std::vector<float> z = latent_of(parsed.source, model);
    for (float& value : z)
        value = static_cast<float>(value * parsed.weight);
    return z;
}

// "DIR.json:NAME", or "DIR.json" of a file with one direction.
Direction direction_of(const std::string& text, const ModelSnapshot& model) {
    const std::size_t colon = text.rfind(':');
    const std::string file = text.substr(0, colon);
    const std::string name = colon == std::string::npos ? "" : text.substr(colon + 1);
    const std::vector<Direction> all = read_directions(file);
    std::string names;
    for (const Direction& direction : all) {
        names += (names.empty() ? "" : ", ") + direction.name;
        if (direction.name != name && !(name.empty() && all.size() == 1)) continue;
        check_direction(direction, model);
        return direction;
    }
    if (name.empty()) fail("{}: write {}:NAME; there are {}", text, file, names);
    fail("{}: there is no direction {} in it; there are {}", file, name, names);
}

// What a strength of 1 adds to z.
std::vector<float> strength_vector(const Direction& direction) {
    std::vector<float> vector = direction.vector;
    const double deviation = prior_deviation(direction.prior);
    for (float& value : vector)
        value = static_cast<float>(value * deviation);
    return vector;
}

std::vector<float> rows_of(const SheetCommand& options, const ModelSnapshot& model) {
    const SheetSize size{options.size, options.size};
    if (options.corners.empty()) {
        const std::vector<float> origin = z_of(options.origin, model);
        const std::vector<float> right = strength_vector(direction_of(options.right, model));
        const std::vector<float> down = strength_vector(direction_of(options.down, model));
        return direction_sheet(origin, right, down, size,
                               {options.strengths[0], options.strengths[1]});
    }
    std::array<std::vector<float>, 4> z;
    std::ranges::transform(options.corners, z.begin(),
                           [&](const std::string& text) { return z_of(text, model); });
    return corner_sheet({z[0], z[1], z[2], z[3]}, size, mode_of(options.mode));
}

// The sheet as the window has it; nullopt where it has none such.
std::optional<Recipe> recipe_of(const SheetCommand& options, const ModelSnapshot& model) {
    const bool of_directions = options.corners.empty();
    // Between corners the window takes the labels along, here they come last.
    const bool fits = options.sheet.out.extension() == ".png" && options.size <= kMostRecipeSide &&
                      (of_directions || model.generator.labels == 0);
    if (!fits) return std::nullopt;
    RecipeMaker maker(options.model, model);
    const auto sample = [&](const std::string& text) {
        return maker.sample(options.label.join(z_of(text, model), model),
                            parse_latent_source(text));
    };
    Session session;
    SheetState& sheet = session.sheet;
    sheet.of_directions = of_directions;
    if (of_directions) {
        sheet.origin = sample(options.origin);
        sheet.right = maker.direction(direction_of(options.right, model));
        sheet.down = maker.direction(direction_of(options.down, model));
        sheet.first = options.strengths[0];
        sheet.last = options.strengths[1];
    } else {
        sheet.mode = mode_of(options.mode);
        std::ranges::transform(options.corners, sheet.corners.begin(), sample);
    }
    SheetState limited = sheet;
    clamp(limited);
    if (limited != sheet) return std::nullopt;
    return maker.make(RecipeTool::sheet, session,
                      {.columns = options.size,
                       .rows = options.size,
                       .gap = options.sheet.gap,
                       .scale = options.sheet.scale});
}

int run_sheet(SheetCommand options) {
    if (options.corners.empty() && options.origin.empty()) {
        fail_usage("a sheet needs --corners S S S S, or --origin S with --right and --down");
    }
    options.sheet.check();
    const SnapshotPointer model = options.model.open();
    const std::vector<float> z = rows_of(options, *model);
    Sampler sampler(model, options.model.which());
    options.sheet.columns = options.size;
    if (const auto recipe = recipe_of(options, *model)) {
        write_picture(options.sheet.out, sampler, *recipe);
    } else {
        options.sheet.write(draw_images(sampler, options.label.join(z, *model)));
    }
    const std::vector<double> norms = norm_curve(z, static_cast<std::size_t>(model->generator.nz));
    const auto [least, most] = std::ranges::minmax(norms);
    fmt::print("{} x {} images, |z| from {:.2f} to {:.2f} -> {}\n", options.size, options.size,
               least, most, options.sheet.out.string());
    return 0;
}

}  // namespace

void add_sheet(CLI::App& app, Run& run) {
    auto options = std::make_shared<SheetCommand>();
    CLI::App* command = app.add_subcommand(
        "sheet", "Draw a sheet between four latents, or from one in two directions.");
    options->model.add_to(*command);
    options->label.add_to(*command);
    CLI::Option* corners =
        command
            ->add_option(
                "--corners", options->corners,
                std::string("Top left, top right, bottom left, bottom right. ") + kLatentHelp)
            ->expected(4);
    CLI::Option* origin =
        command->add_option("--origin", options->origin, "The latent that both directions change.")
            ->excludes(corners);
    CLI::Option* right = command
                             ->add_option("--right", options->right,
                                          "Direction to the right: DIR.json:NAME, of `zscope "
                                          "directions find`.")
                             ->needs(origin);
    CLI::Option* down =
        command->add_option("--down", options->down, "Direction down, likewise.")->needs(origin);
    origin->needs(right)->needs(down);
    command
        ->add_option("--strengths", options->strengths,
                     "Of both directions at the first and at the last edge, in standard "
                     "deviations of z.")
        ->expected(2)
        ->needs(origin)
        ->check(CLI::Range(-20.0, 20.0))
        ->capture_default_str();
    command->add_option("--mode", options->mode, "How z goes from corner to corner.")
        ->check(CLI::IsMember({"slerp", "lerp", "classic-slerp"}))
        ->needs(corners)
        ->capture_default_str();
    command->add_option("--size", options->size, "Images along each side.")
        ->check(CLI::Range(2, 64))
        ->capture_default_str();
    command
        ->add_option("--out", options->sheet.out,
                     "FILE.png for a picture, FILE.safetensors for the numbers.")
        ->required();
    command->add_option("--scale", options->sheet.scale, "Whole-number zoom of the picture.")
        ->check(CLI::Range(1, 16))
        ->capture_default_str();
    command->footer(
        "Examples:\n"
        "  zscope sheet faces --corners 1 2 3 4 --size 9 --out sheet.png\n"
        "  zscope sheet faces --origin 7 --right dirs.json:hat --down dirs.json:glasses --out "
        "both.png");
    command->callback([options, &run] { run = [options] { return run_sheet(*options); }; });
}

}  // namespace zscope::app
