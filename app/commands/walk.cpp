// SPDX-License-Identifier: MIT
#include <fmt/format.h>

#include <algorithm>
#include <map>
#include <memory>
#include <optional>
#include <utility>

#include "app/commands/clip_output.h"
#include "app/commands/commands.h"
#include "app/commands/latent_argument.h"
#include "app/commands/model_argument.h"
#include "app/commands/recipe_output.h"
#include "core/latent/path.h"
#include "core/latent/walk_kinds.h"
#include "core/session/recipe_command.h"

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

// The walk as the window has it; nullopt where it has none such: a seed, a step or a number of
// images between that cannot be set there.
std::optional<Recipe> recipe_of(const WalkOptions& options, const ModelSnapshot& model,
                                const std::vector<float>& start, const WeightedSource& from) {
    if (!std::in_range<std::int64_t>(options.walk.seed)) return std::nullopt;
    RecipeMaker maker(options.model, model);
    Session session;
    WalkState& walk = session.walk;
    walk.start = maker.sample(start, from);
    walk.kind = options.walk.kind;
    walk.seed = static_cast<std::int64_t>(options.walk.seed);
    walk.step_size = options.walk.step_size;
    walk.per_s = options.output.fps / (options.between + 1.0);
    const auto steps = static_cast<std::int64_t>(options.walk.steps);
    walk.kind == WalkKind::loop ? walk.around = steps : walk.step = steps - 1;
    WalkState limited = walk;
    clamp(limited);
    if (limited != walk || images_between(walk, options.output.fps) != options.between)
        return std::nullopt;
    RecipeLayout layout = options.output.layout();
    layout.images = steps;
    return maker.make(RecipeTool::walk, session, layout);
}

int run_walk(WalkOptions options) {
    options.output.check();
    options.walk.kind = kind_of(options.kind);
    const WeightedSource from = parse_latent_source(options.start);
    const SnapshotPointer model = options.model.open();
    std::vector<float> start = latent_of(from.source, *model);
    for (float& value : start)
        value = static_cast<float>(value * from.weight);
    const std::vector<float> z =
        with_rows_between(walk_steps(start, model->prior, options.walk), start.size(),
                          options.between, model->prior, options.walk.kind == WalkKind::loop);
    const std::vector<float> inputs = options.label.join(z, *model);
    Sampler sampler(model, options.model.which());
    auto recipe = recipe_of(options, *model, options.label.join(start, *model), from);
    // A recipe that would draw anything else is none.
    if (recipe && clip_latents(sampler, *recipe) != inputs) recipe.reset();
    options.output.write(draw_images(sampler, inputs), inputs, recipe);
    const std::vector<double> norms = norm_curve(z, start.size());
    const auto [least, most] = std::ranges::minmax(norms);
    fmt::print("{} images of a {} walk from {}, |z| from {:.2f} to {:.2f} -> {}{}\n", norms.size(),
               options.kind, text_of(from.source), least, most, options.output.names(),
               recipe ? "" : ", without a recipe: the window has no such walk");
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
