// SPDX-License-Identifier: MIT
#include <fmt/format.h>

#include <memory>

#include "app/commands/commands.h"
#include "app/commands/model_argument.h"
#include "core/latent/interpolate.h"
#include "core/latent/labels.h"

namespace zscope::app {

namespace {

struct InterpolateOptions {
    ModelArgument model;
    SheetOptions sheet;
    std::uint64_t from = 1;
    std::uint64_t to = 2;
    int steps = 9;
    std::string mode = "slerp";
};

int run_interpolate(InterpolateOptions options) {
    options.sheet.check();
    const SnapshotPointer model = options.model.open();
    // Of a conditional model each end has a label of its own, if it has several.
    const Architecture& g = model->generator;
    const std::int64_t first = g.labels > 0 ? 0 : kLabelsInTurn;
    const auto a = draw_inputs(model->prior, options.from, 1, g, first);
    const auto b = draw_inputs(model->prior, options.to, 1, g, g.labels > 1 ? 1 : first);
    const auto mode = options.mode == "lerp" ? InterpolationMode::lerp : InterpolationMode::slerp;
    Sampler sampler(model, options.model.which());
    if (options.sheet.columns == 0) options.sheet.columns = options.steps;
    options.sheet.write(sampler.images(interpolation_strip(a, b, options.steps, mode)));
    fmt::print("{} images from seed {} to seed {}, {} -> {}\n", options.steps, options.from,
               options.to, options.mode, options.sheet.out.string());
    return 0;
}

}  // namespace

void add_interpolate(CLI::App& app, Run& run) {
    auto options = std::make_shared<InterpolateOptions>();
    CLI::App* command =
        app.add_subcommand("interpolate", "Draw the strip of images between two seeds.");
    options->model.add_to(*command);
    options->sheet.add_to(*command);
    command->add_option("--from", options->from, "Seed of the first image.")
        ->check(seed_check())
        ->required();
    command->add_option("--to", options->to, "Seed of the last image.")
        ->check(seed_check())
        ->required();
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
