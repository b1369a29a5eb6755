// SPDX-License-Identifier: MIT
#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <memory>
#include <optional>
#include <utility>

#include "app/commands/clip_output.h"
#include "app/commands/commands.h"
#include "app/commands/latent_argument.h"
#include "app/commands/recipe_output.h"
#include "core/base/usage_error.h"
#include "core/image/grid.h"
#include "core/io/image_codec.h"
#include "core/io/recipe_file.h"
#include "core/io/safetensors.h"
#include "core/latent/equation.h"

namespace zscope::app {

namespace {

struct ArithmeticOptions {
    ModelArgument model;
    LabelArgument label;
    std::vector<std::vector<std::string>> base, plus, minus;  // a term each time a flag is there
    std::filesystem::path out;
    double noise = 0.25;
    std::uint64_t noise_seed = 0;
    std::size_t samples = 9;
    int scale = 1;
    bool spread = false, control = false;
};

void add_terms(const std::vector<std::vector<std::string>>& lists, TermRole role,
               const std::string& word, const ModelSnapshot& model,
               std::vector<LatentTerm>& terms) {
    for (std::size_t i = 0; i < lists.size(); ++i) {
        LatentTerm term{fmt::format("--{} {}", word, fmt::join(lists[i], " ")), role, {}, 1.0};
        for (const std::string& text : lists[i]) {
            const WeightedSource parsed = parse_latent_source(text);
            std::vector<float> z = latent_of(parsed.source, model);
            for (float& value : z)
                value = static_cast<float>(value * parsed.weight);
            term.exemplars.push_back({std::move(z), 1.0});
        }
        terms.push_back(std::move(term));
    }
}

// What a recipe can hold: no label. Terms get their samples' ids.
std::optional<Recipe> recipe_of(const ArithmeticOptions& options,
                                const std::vector<LatentTerm>& terms, const ModelSnapshot& model) {
    RecipeMaker maker(options.model, model);
    Session session;
    std::vector<std::string> texts;
    for (const auto* lists : {&options.base, &options.plus, &options.minus})
        for (const std::vector<std::string>& list : *lists)
            texts.insert(texts.end(), list.begin(), list.end());
    std::size_t next = 0;
    for (const LatentTerm& term : terms) {
        EquationTerm part{
            term.role == TermRole::minus ? -1.0 : 1.0, {}, term.role == TermRole::base};
        for (const Exemplar& exemplar : term.exemplars) {
            const WeightedSource parsed = parse_latent_source(texts[next++]);
            part.samples.push_back(maker.sample(exemplar.z, parsed));
        }
        session.equation.push_back(std::move(part));
    }
    const bool fits =
        model.generator.labels == 0 && std::in_range<std::int64_t>(options.noise_seed);
    if (!fits) return std::nullopt;
    session.calculate = {options.noise, static_cast<std::int64_t>(options.noise_seed)};
    if (CalculateState limited = session.calculate; clamp(limited), limited != session.calculate)
        return std::nullopt;  // more noise than the window has
    return maker.make(RecipeTool::calculate, session,
                      {.images = static_cast<std::int64_t>(options.samples),
                       .scale = options.scale,
                       .spread = options.spread,
                       .control = options.control});
}

// Mean over the images of a block of their distance (root mean square, of −1…1) from one image.
double distance_from(std::span<const float> image, std::span<const float> images) {
    double sum = 0.0;
    for (std::size_t at = 0; at < images.size(); at += image.size()) {
        double squares = 0.0;
        for (std::size_t i = 0; i < image.size(); ++i)
            squares += std::pow(static_cast<double>(images[at + i]) - image[i], 2);
        sum += std::sqrt(squares / static_cast<double>(image.size()));
    }
    return sum * static_cast<double>(image.size()) / static_cast<double>(images.size());
}

// The blocks below each other, an empty row between two.
void write_sheet(const ArithmeticOptions& options, const std::vector<PictureBlock>& blocks,
                 const std::vector<HostTensor>& images, const std::optional<Recipe>& recipe) {
    std::int64_t columns = 0;
    const std::vector<std::int64_t> cells = block_cells(blocks, columns);
    Tiles drawn, tiles;
    for (const HostTensor& block : images) {
        const Tiles more = tiles_of(block);
        drawn.insert(drawn.end(), more.begin(), more.end());
    }
    for (const std::int64_t cell : cells)
        tiles.push_back(cell < 0 ? nullptr : drawn[static_cast<std::size_t>(cell)]);
    const ImageRgba8 sheet =
        make_grid(tiles, {.columns = static_cast<int>(columns), .scale = options.scale});
    recipe ? write_png(options.out, sheet, *recipe) : write_png(options.out, sheet);
}

void write_numbers(const ArithmeticOptions& options, const std::vector<PictureBlock>& blocks,
                   const std::vector<HostTensor>& images, std::span<const float> result) {
    const auto nz = static_cast<std::int64_t>(result.size());
    NamedTensors tensors{{"z", HostTensor::from_floats({1, nz}, result)}, {"images", images[1]}};
    for (const PictureBlock& block : blocks) {
        const auto rows = static_cast<std::int64_t>(block.z.size()) / nz;
        tensors[block.name] = HostTensor::from_floats({rows, nz}, block.z);
    }
    write_safetensors(options.out, {tensors, {}});
}

int run_arithmetic(const ArithmeticOptions& options) {
    const std::string ending = options.out.extension().string();
    if (ending != ".png" && ending != ".safetensors") {
        fail_usage("--out {}: the name must end in .png (a sheet) or .safetensors (the numbers)",
                   options.out.string());
    }
    if (options.base.empty() && options.plus.empty() && options.minus.empty())
        fail_usage("an equation needs at least one term: --plus S, --minus S or --base S");
    const SnapshotPointer model = options.model.open();
    std::vector<LatentTerm> terms;
    add_terms(options.base, TermRole::base, "base", *model, terms);
    add_terms(options.plus, TermRole::plus, "plus", *model, terms);
    add_terms(options.minus, TermRole::minus, "minus", *model, terms);
    const std::vector<float> result = solve_equation(terms);
    const std::vector<PictureBlock> blocks = equation_blocks(
        terms,
        {options.noise, options.noise_seed, options.samples, options.spread, options.control});
    Sampler sampler(model, options.model.which());
    std::string without;  // the recipe
    std::vector<HostTensor> images;
    for (const PictureBlock& block : blocks)
        images.push_back(draw_images(sampler, options.label.join(block.z, *model)));
    if (ending == ".png") {
        const auto recipe = recipe_of(options, terms, *model);
        write_sheet(options, blocks, images, recipe);
        if (!recipe)
            without = ", without a recipe: the window's equations have a label for each sample";
    } else {
        write_numbers(options, blocks, images, result);
    }
    const auto each = static_cast<std::size_t>(images[1].count() / images[1].shape[0]);
    const auto middle = images[1].f32().subspan(4 * each, each);
    for (std::size_t b = 0; b < blocks.size(); ++b) {
        fmt::print("{:2} image(s): {}", images[b].shape[0], blocks[b].title);
        if (b > 0) {
            fmt::print("; mean distance from the result {:.3f}",
                       distance_from(middle, images[b].f32()));
        }
        fmt::print("\n");
    }
    fmt::print("-> {}{}\n", options.out.string(), without);
    return 0;
}

void add_term_flag(CLI::App& command, const char* flag,
                   std::vector<std::vector<std::string>>& terms, const char* help) {
    command.add_option(flag, terms, help)->type_name("S");
}

}  // namespace

void add_arithmetic(CLI::App& app, Run& run) {
    auto options = std::make_shared<ArithmeticOptions>();
    CLI::App* command = app.add_subcommand(
        "arithmetic", "Add and subtract the means of latents: smile - neutral + man.");
    options->model.add_to(*command);
    options->label.add_to(*command);
    add_term_flag(*command, "--plus", options->plus,
                  "Latents whose mean is added; each time the flag is there, one more term. S is a "
                  "seed (7), a row of one (7:3) or FILE.safetensors:ROW, with a weight if wished "
                  "(7:3*0.5).");
    add_term_flag(*command, "--minus", options->minus, "Latents whose mean is subtracted.");
    add_term_flag(*command, "--base", options->base,
                  "Latents whose mean is what the rest is added to; the control keeps it.");
    command->add_option("--out", options->out, "FILE.png for a sheet, FILE.safetensors for z.")
        ->required();
    command->add_option("--noise", options->noise, "Uniform noise around the result, 0.25: +-0.25.")
        ->check(CLI::Range(0.0, 10.0))
        ->capture_default_str();
    command->add_option("--noise-seed", options->noise_seed, "Seed of noise, spread and control.")
        ->check(seed_check())
        ->capture_default_str();
    command->add_flag("--spread", options->spread,
                      "Also the same equation for choices of one exemplar a term.");
    command->add_flag("--control", options->control,
                      "Also random vectors as long as what is added to the base.");
    command->add_option("--samples", options->samples, "Images of spread and control, at most.")
        ->check(CLI::Range(1, 1000))
        ->capture_default_str();
    command->add_option("--scale", options->scale, "Whole-number zoom of the sheet.")
        ->check(CLI::Range(1, 16))
        ->capture_default_str();
    command->footer(
        "Example:\n"
        "  zscope arithmetic default --base 1:4 1:9 1:12 --plus 1:3 1:20 1:41 --minus 1:7 1:8 "
        "1:30 --spread --control --out sheet.png");
    command->callback([options, &run] { run = [options] { return run_arithmetic(*options); }; });
}

}  // namespace zscope::app
