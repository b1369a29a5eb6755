// SPDX-License-Identifier: MIT
#include <fmt/format.h>

#include <algorithm>
#include <map>
#include <memory>

#include "app/commands/clip_output.h"
#include "app/commands/commands.h"
#include "app/commands/latent_argument.h"
#include "app/commands/model_argument.h"
#include "core/latent/path.h"
#include "core/latent/walk_kinds.h"

namespace zscope::app {

namespace {

struct WalkOptions {
    ModelArgument model;
    ClipOutput output;
    LabelArgument label;
    std::string start = "1", kind = "smooth";
    WalkSettings walk;
    int between = 0;
};

WalkKind kind_of(const std::string& word) {
    static const std::map<std::string, WalkKind> kKinds = {{"random", WalkKind::random},
                                                           {"smooth", WalkKind::smooth},
                                                           {"shell", WalkKind::shell},
                                                           {"loop", WalkKind::loop}};
    return kKinds.at(word);
}

int run_walk(WalkOptions options) {
    options.output.check();
    options.walk.kind = kind_of(options.kind);
    const WeightedSource from = parse_latent_source(options.start);
    const SnapshotPointer model = options.model.open();
    std::vector<float> start = latent_of(from.source, *model);
    for (float& value : start)
        value = static_cast<float>(value * from.weight);
    const bool loop = options.walk.kind == WalkKind::loop;
    const std::vector<float> z =
        with_rows_between(walk_steps(start, model->prior, options.walk), start.size(),
                          options.between, model->prior, loop);
    Sampler sampler(model, options.model.which());
    const HostTensor images = draw_images(sampler, options.label.join(z, *model));
    options.output.write(images, z);
    const std::vector<double> norms = norm_curve(z, start.size());
    const auto [least, most] = std::ranges::minmax(norms);
    fmt::print("{} images of a {} walk from {}, |z| from {:.2f} to {:.2f} -> {}\n", norms.size(),
               options.kind, text_of(from.source), least, most, options.output.names());
    return 0;
}

}  // namespace

void add_walk(CLI::App& app, Run& run) {
    auto options = std::make_shared<WalkOptions>();
    CLI::App* command = app.add_subcommand("walk", "Walk through latent space from one image.");
    options->model.add_to(*command);
    options->output.add_to(*command);
    options->label.add_to(*command);
    command->add_option("--seed", options->start, std::string("Where it starts. ") + kLatentHelp)
        ->capture_default_str();
    command->add_option("--walk-seed", options->walk.seed, "Seed of the steps.")
        ->check(seed_check())
        ->capture_default_str();
    command->add_option("--steps", options->walk.steps, "Steps, the start being the first.")
        ->check(CLI::Range(1, 10000))
        ->capture_default_str();
    command
        ->add_option("--kind", options->kind,
                     "random: z plus noise each step, which leaves the prior in time; smooth: "
                     "Ornstein-Uhlenbeck, which stays in it; shell: the same at one |z|; loop: a "
                     "circle back to the start.")
        ->check(CLI::IsMember({"random", "smooth", "shell", "loop"}))
        ->capture_default_str();
    command
        ->add_option("--step-size", options->walk.step_size,
                     "Noise of a step, in standard deviations of z; of a loop its radius in "
                     "radians.")
        ->check(CLI::Range(0.0, 10.0))
        ->capture_default_str();
    command->add_option("--between", options->between, "Images put between each two steps.")
        ->check(CLI::Range(0, 100))
        ->capture_default_str();
    command->footer(
        "Examples:\n"
        "  zscope walk default --seed 7 --steps 16 --kind random --step-size 0.3 --out walk.png\n"
        "  zscope walk faces --steps 30 --step-size 0.5 --between 7 --scale 4 --out walk.webp\n"
        "  zscope walk faces --kind loop --steps 90 --step-size 0.6 --out loop.gif");
    command->callback([options, &run] { run = [options] { return run_walk(*options); }; });
}

}  // namespace zscope::app
