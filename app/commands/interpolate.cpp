// SPDX-License-Identifier: MIT
#include <fmt/format.h>

#include <memory>

#include "app/commands/commands.h"
#include "app/commands/latent_argument.h"
#include "app/commands/recipe_output.h"
#include "core/base/error.h"
#include "core/io/safetensors.h"
#include "core/latent/interpolate.h"
#include "core/latent/labels.h"

namespace zscope::app {

namespace {

struct InterpolateOptions {
    ModelArgument model;
    SheetOptions sheet;
    std::string from = "1", to = "2";
    int steps = 9;
    std::string mode = "slerp";
};

// z of one end with its label: of a conditional model each end has one of its own, if it has
// several.
std::vector<float> end_of(const LatentSource& source, const ModelSnapshot& model, bool first) {
    const Architecture& g = model.generator;
    const std::vector<float> z = latent_of(source, model);
    if (g.labels == 0) return z;
    return join_labels(z, g, first || g.labels == 1 ? 0 : 1);
}

WeightedSource source_of(const std::string& text) {
    WeightedSource parsed = parse_latent_source(text);
    if (parsed.weight != 1.0) fail("{}: an end of the strip has no weight", text);
    return parsed;
}

int run_interpolate(const InterpolateOptions& options) {
    options.sheet.check();
    const WeightedSource from = source_of(options.from), to = source_of(options.to);
    const SnapshotPointer model = options.model.open();
    const std::vector<float> a = end_of(from.source, *model, true),
                             b = end_of(to.source, *model, false);
    const auto mode = options.mode == "lerp" ? InterpolationMode::lerp : InterpolationMode::slerp;
    Sampler sampler(model, options.model.which());
    const SheetOptions& sheet = options.sheet;
    if (sheet.out.extension() == ".png") {
        RecipeMaker maker(options.model, *model);
        Session session;
        session.interpolate = {maker.sample(a, from), maker.sample(b, to), 0.5, mode};
        write_picture(sheet.out, sampler,
                      maker.make(RecipeTool::interpolate, session,
                                 {.columns = sheet.columns,
                                  .images = options.steps,
                                  .gap = sheet.gap,
                                  .scale = sheet.scale}));
    } else {
        const std::vector<float> z = interpolation_strip(a, b, options.steps, mode);
        write_safetensors(sheet.out,
                          {{{"images", sampler.images(z)},
                            {"z", HostTensor::from_floats({options.steps, std::ssize(a)}, z)}},
                           {}});
    }
    fmt::print("{} images from seed {} to seed {}, {} -> {}\n", options.steps, options.from,
               options.to, options.mode, sheet.out.string());
    return 0;
}

}  // namespace

void add_interpolate(CLI::App& app, Run& run) {
    auto options = std::make_shared<InterpolateOptions>();
    CLI::App* command =
        app.add_subcommand("interpolate", "Draw the strip of images between two latents.");
    options->model.add_to(*command);
    options->sheet.add_to(*command);
    command->add_option("--from", options->from, std::string("The first image. ") + kLatentHelp)
        ->required();
    command->add_option("--to", options->to, "The last image, likewise.")->required();
    command->add_option("--steps", options->steps, "Images in the strip, both ends included.")
        ->check(CLI::Range(2, 1000))
        ->capture_default_str();
    command
        ->add_option("--mode", options->mode,
                     "slerp: along the sphere; lerp: straight, through shorter z.")
        ->check(CLI::IsMember({"slerp", "lerp"}))
        ->capture_default_str();
    command->footer(
        "Example:\n"
        "  zscope interpolate default --from 3 --to 12 --steps 9 --mode slerp --out strip.png");
    command->callback([options, &run] { run = [options] { return run_interpolate(*options); }; });
}

}  // namespace zscope::app
