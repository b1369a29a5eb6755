// SPDX-License-Identifier: MIT
// zscope recipe and zscope replay.
#include <fmt/format.h>
#include <fmt/ranges.h>

#include <memory>
#include <optional>

#include "app/commands/commands.h"
#include "app/commands/progress.h"
#include "app/commands/recipe_output.h"
#include "app/window/recipe_models.h"
#include "app/window/signals.h"
#include "core/base/usage_error.h"
#include "core/io/clips/clip.h"
#include "core/io/library.h"
#include "core/io/model_file.h"
#include "core/io/recipe_file.h"
#include "core/io/user_folders.h"
#include "core/session/recipe_json.h"

namespace zscope::app {

namespace {

constexpr const char* kFileHelp = "A PNG, GIF or WebP that zscope wrote, or a recipe (.json).";

struct RecipeOptions {
    std::string file;
    bool json = false;
};

int run_recipe(const RecipeOptions& options) {
    const Recipe recipe = read_recipe(options.file);
    fmt::print("{}\n", options.json ? to_json(recipe).dump(1) : describe(recipe));
    return 0;
}

struct ReplayOptions {
    std::string file, model;
    std::filesystem::path out, frames;
    std::int64_t scale = 0;  // 0: the recipe's
    double fps = 0.0;        // likewise
    bool any_model = false;
};

// What was open in the window before, where there was one; a library that cannot be read has no
// say in whether a picture can be drawn.
std::vector<RecentItem> recent_items() {
    const std::filesystem::path file = data_folder() / "library.sqlite";
    if (!std::filesystem::exists(file)) return {};
    try {
        return Library(file, [](const std::string&) {}).load_recent();
    } catch (const Error&) {
        return {};
    }
}

struct Found {
    SnapshotPointer model;
    Weights weights = Weights::automatic;
    std::string path;
};

std::optional<Found> look_at(const std::string& place, const RecipeModel& wanted) {
    try {
        const std::filesystem::path file = resolve_model(place);
        const SnapshotPointer model = open_model(file);
        if (const auto weights = weights_with_id(*model, wanted.id, wanted.weights))
            return Found{model, *weights, file.string()};
    } catch (const Error&) {  // gone, or no model: another place may have it
    }
    return std::nullopt;
}

Found find_model(const RecipeModel& wanted, const std::string& file) {
    for (const std::string& place : model_candidates(wanted, recent_items()))
        if (const auto found = look_at(place, wanted)) return *found;
    fail(
        "{}: it was drawn by the model {}, which is not where it was ({}), nor among the models "
        "that come with zscope or were open before: name it with --model",
        file, wanted_model(wanted), wanted.path.empty() ? "unknown" : wanted.path);
}

Found named_model(const ReplayOptions& options, const RecipeModel& wanted) {
    const std::filesystem::path file = resolve_model(options.model);
    const SnapshotPointer model = open_model(file);
    if (const auto weights = weights_with_id(*model, wanted.id, wanted.weights))
        return {model, *weights, file.string()};
    if (options.any_model) return {model, Weights::automatic, file.string()};
    fail(
        "{} has other weights than {}, which drew {}: name that model, or take any with "
        "--any-model (the picture will differ)",
        file.string(), wanted_model(wanted), options.file);
}

void check_outputs(const ReplayOptions& options) {
    if (options.out.empty() && options.frames.empty())
        fail_usage("name what to write: --out FILE.png, .gif, .webp or .mp4, or --frames FOLDER");
    const bool known = options.out.empty() || options.out.extension() == ".png" ||
                       clip_format(options.out).has_value();
    if (!known)
        fail_usage("--out {}: the name must end in .png, .gif, .webp or .mp4",
                   options.out.string());
    if (options.any_model && options.model.empty())
        fail_usage("--any-model needs --model MODEL: which one?");
}

// Of a path or a walk whose picture stood still, frames at 30 a second.
void make_it_move(Recipe& recipe, const ReplayOptions& options) {
    if (options.fps > 0.0) recipe.layout.fps = options.fps;
    if (recipe.layout.fps <= 0.0) {
        recipe.layout.fps = Clip{}.fps;
        recipe.layout.images = 0;
        recipe.layout.columns = 0;
    }
    try {
        check_recipe(recipe, options.file);
    } catch (const Error& error) {
        fail("{}: name a .png", error.what());
    }
}

void write_moving(const ReplayOptions& options, Sampler& sampler, const Recipe& recipe) {
    const SignalFlag signal;
    const auto format = options.out.empty() ? std::nullopt : clip_format(options.out);
    if (format) check_clip_format(*format, recipe.layout.fps);
    Progress progress;
    const auto tell = [&progress](const char* what) {
        return [&progress, what](double share) {
            progress.preparing(what, share);
            return !SignalFlag::raised();
        };
    };
    const Clip clip = draw_clip(sampler, recipe, {}, [&](double share) {
        if (!tell("Drawing")(share)) fail("stopped; nothing was written");
    });
    if (format) write_clip(options.out, *format, clip, tell("Writing"));
    if (!options.frames.empty()) write_frames(options.frames, clip, tell("Writing"));
}

int run_replay(const ReplayOptions& options) {
    check_outputs(options);
    Recipe recipe = read_recipe(options.file);
    const bool still = options.out.extension() == ".png";
    const bool moves = !options.frames.empty() || !(still || options.out.empty());
    if (moves || options.fps > 0.0) make_it_move(recipe, options);
    const Found found = options.model.empty() ? find_model(recipe.model, options.file)
                                              : named_model(options, recipe.model);
    recipe.model =
        recipe_model(*found.model, found.weights, std::filesystem::absolute(found.path).string());
    if (options.scale > 0) recipe.layout.scale = options.scale;
    Sampler sampler(found.model, found.weights);
    if (moves) write_moving(options, sampler, recipe);
    if (still) write_picture(options.out, sampler, recipe);
    fmt::print("{} -> {}\n", describe(recipe),
               fmt::join({options.out.string(), options.frames.string()}, " "));
    return 0;
}

}  // namespace

void add_recipe(CLI::App& app, Run& run) {
    auto options = std::make_shared<RecipeOptions>();
    CLI::App* command = app.add_subcommand(
        "recipe", "Say what a picture shows that zscope saved: tool, model, samples.");
    command->add_option("FILE", options->file, kFileHelp)->required()->check(CLI::ExistingFile);
    command->add_flag("--json", options->json, "The recipe itself, for other programs.");
    command->footer("Example:\n  zscope recipe equation.png");
    command->callback([options, &run] { run = [options] { return run_recipe(*options); }; });
}

void add_replay(CLI::App& app, Run& run) {
    auto options = std::make_shared<ReplayOptions>();
    CLI::App* command = app.add_subcommand(
        "replay", "Draw a picture again from the recipe in it, pixel for pixel.");
    command->add_option("FILE", options->file, kFileHelp)->required()->check(CLI::ExistingFile);
    command->add_option("--model", options->model,
                        "The model, if it is not found by its id where it was, among those that "
                        "come with zscope or were open before.");
    command->add_flag("--any-model", options->any_model,
                      "Take --model even if it is another one than the recipe's.");
    command->add_option("--scale", options->scale, "Another whole-number zoom than the recipe's.")
        ->check(CLI::Range(1, static_cast<int>(kMostRecipeScale)));
    command->add_option("--out", options->out,
                        "FILE.png (of a clip all its frames in a sheet); of a path or a walk also "
                        ".gif, .webp, .mp4. The recipe goes into it again, but not into .mp4.");
    command->add_option("--frames", options->frames, "Of those a new folder for one PNG a frame.");
    command
        ->add_option("--fps", options->fps,
                     "Frames a second instead of the recipe's (30, if it stood still).")
        ->check(CLI::Range(kLeastRecipeFps, kMostRecipeFps));
    command->footer(
        "Examples:\n"
        "  zscope replay equation.png --out again.png\n"
        "  zscope replay walk.png --fps 25 --out walk.gif\n"
        "  zscope replay equation.png --model runs/first --any-model --scale 4 --out other.png");
    command->callback([options, &run] { run = [options] { return run_replay(*options); }; });
}

}  // namespace zscope::app
