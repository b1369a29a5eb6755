// SPDX-License-Identifier: MIT
// Pictures with their recipe: saved, copied as a command line, and opened again.
#include <fmt/format.h>
#include <imgui.h>

#include <algorithm>
#include <utility>

#include "app/window/app.h"
#include "app/window/recipe_models.h"
#include "core/base/error.h"
#include "core/engine/picture.h"
#include "core/io/file_write.h"
#include "core/io/recipe_file.h"
#include "core/io/user_folders.h"

namespace zscope::app {

namespace {

namespace fs = std::filesystem;

// The panel that shows what a recipe brings back.
std::string panel_of(RecipeTool tool) {
    if (tool == RecipeTool::before_after) return "before_after";
    return tool == RecipeTool::sample ? "inspector" : std::string(word_of(tool));
}

const char* ending_of(ui::MovingAs as) {
    switch (as) {
        case ui::MovingAs::gif:
            return ".gif";
        case ui::MovingAs::webp:
            return ".webp";
        case ui::MovingAs::mp4:
            return ".mp4";
        case ui::MovingAs::frames:
            break;
    }
    return "";
}

// A run may go on, or its snapshot go: its weights are written beside the pictures' recipes.
fs::path pin_of(const std::string& id) {
    return data_folder() / "pinned" / (id.substr(0, 16) + ".safetensors");
}

// A pinned file has the weights that were shown, and no others to choose from.
Recipe for_commands(const ExportTask& task) {
    Recipe recipe = task.recipe;
    if (!task.pin.empty()) recipe.model.weights = Weights::automatic;
    return recipe;
}

bool is_live(const ModelRef& model) {
    return std::holds_alternative<LiveModel>(model.which);
}

}  // namespace

ExportTask App::export_task(const ui::PictureOf& what) {
    ModelRef model = session().model;
    if (is_live(model)) {  // what was looked at, while the run goes on
        const Weights weights = model.weights;
        if (const auto frozen = registry_.freeze(std::get<LiveModel>(model.which).run_id)) {
            model = *frozen;
            model.weights = weights;
        }
    }
    const SnapshotPointer snapshot = registry_.find(model);
    if (snapshot == nullptr) fail("no model is here to draw the picture; open one first");
    ExportTask task;
    task.model = snapshot;
    task.weights = model.weights;
    const auto* opened = std::get_if<OpenedModel>(&model.which);
    RecipeModel who = recipe_model(*snapshot, model.weights, opened ? opened->last_path : "");
    if (opened == nullptr) {
        task.pin = pin_of(who.id);
        who.path = task.pin.string();
    }
    Session shown = session();
    if (what.tool == RecipeTool::sample || what.tool == RecipeTool::before_after) {
        shown.selection = what.samples;
        shown.truncation = what.truncation;
    }
    task.recipe = make_recipe(what.tool, shown, samples_, directions_, who, what.layout);
    return task;
}

void App::export_picture(const ui::ExportWish& wish) {
    try {
        if (const auto* save = std::get_if<ui::SavePicture>(&wish)) save_picture(*save);
        if (const auto* copy = std::get_if<ui::CopyCommand>(&wish)) copy_command(*copy);
        if (const auto* clip = std::get_if<ui::SaveMoving>(&wish)) save_moving(*clip);
    } catch (const Error& error) {
        say(ui::LogLevel::warning, error.what());
    }
}

void App::save_picture(const ui::SavePicture& wish) {
    ExportTask task = export_task(wish.what);
    // Refused now rather than in the job: what is not chosen yet, another model's sample.
    (void)plan_picture(task.recipe, space_of(*task.model));
    auto save = [this, task](fs::path file) mutable {
        if (file.extension() != ".png") file += ".png";
        task.out = free_name(file);
        exports_.save(task);
    };
    if (dialogs_.available()) return dialogs_.ask_where_to_save(wish.name, save);
    save(data_folder() / "images" / wish.name);
}

void App::copy_command(const ui::CopyCommand& wish) {
    const ExportTask task = export_task(wish.what);
    const LatentSpace space = space_of(*task.model);
    (void)plan_picture(task.recipe, space);
    if (!task.pin.empty()) exports_.pin(task);
    const auto text = picture_command(for_commands(task), space, task.recipe.model.path, wish.name);
    copy_text(text ? *text : replay_command(task, wish.name));
}

// The recipe as a file of its own, and the command that draws it.
std::string App::replay_command(const ExportTask& task, const std::string& name) {
    fs::path file = data_folder() / "recipes" / name;
    file = free_name(file.replace_extension(".json"));
    jobs_.submit("Keeping a recipe",
                 [file, recipe = task.recipe](JobContext&) { write_recipe(file, recipe); });
    return fmt::format("zscope replay {} --out {}", shell_word(file.string()), shell_word(name));
}

void App::copy_text(const std::string& text) {
    ImGui::SetClipboardText(text.c_str());
    say(ui::LogLevel::info, fmt::format("Copied: {}", text));
}

void App::save_moving(const ui::SaveMoving& wish) {
    ExportTask task = export_task({.tool = wish.tool});
    task.recipe.layout.fps = wish.fps;
    task.recipe.layout.scale = wish.scale;
    check_recipe(task.recipe, "the clip");
    const std::string name = std::string(word_of(wish.tool)) + ending_of(wish.as);
    if (wish.copy_command) return copy_text(moving_command(task, name));
    auto save = [this, task, wish](fs::path file) mutable {
        if (wish.as != ui::MovingAs::frames && file.extension() != ending_of(wish.as))
            file += ending_of(wish.as);
        task.out = free_name(file);
        try {
            exports_.save_clip(task, clip_format(task.out));
        } catch (const Error& error) {
            say(ui::LogLevel::warning, error.what());
        }
    };
    if (dialogs_.available()) return dialogs_.ask_where_to_save(name, save);
    save(data_folder() / "clips" / name);
}

std::string App::moving_command(const ExportTask& task, const std::string& name) {
    const LatentSpace space = space_of(*task.model);
    fs::path file;
    if (const auto text = path_file_text(task.recipe, space);
        text && task.recipe.tool == RecipeTool::path) {
        file = free_name(data_folder() / "recipes" / "path.json");
        jobs_.submit("Keeping a path", [file, text = *text + "\n"](JobContext&) {
            write_file_atomically(file, text);
        });
    }
    if (!task.pin.empty()) exports_.pin(task);
    const auto command =
        clip_command(for_commands(task), space, task.recipe.model.path, file.string(), name);
    return command ? *command : replay_command(task, name);
}

void App::take_exports() {
    for (const ExportWork::Done& done : exports_.take()) {
        if (!done.saved.empty()) say(ui::LogLevel::info, done.saved);
        if (!done.error.empty()) say(ui::LogLevel::error, done.error);
    }
}

// A picture was dropped: first its model, if it is not here yet.
void App::take_recipe(const std::string& asked, const Recipe& recipe) {
    recipe_ = PendingRecipe{asked, recipe, model_candidates(recipe.model, recent_)};
    restore_recipe();
}

void App::take_recipe_model(const OpenResult& result) {
    const auto* file = std::get_if<OpenedFile>(&result.what);
    if (recipe_ && file != nullptr && weights_with_id(*file->model, recipe_->recipe.model.id)) {
        registry_.add_opened(file->model, file->path);
        keep_recent(result, *file);
    }
    if (recipe_) restore_recipe();
}

void App::restore_recipe() {
    if (const std::optional<ModelRef> model = model_with_id(recipe_->recipe.model.id)) {
        const PendingRecipe ready = *std::exchange(recipe_, {});
        return use_recipe(ready, *model);
    }
    std::vector<std::string>& places = recipe_->candidates;
    while (!places.empty()) {
        const std::string place = places.front();
        places.erase(places.begin());
        if (opening_.open(place, OpenFor::recipe)) return;
    }
    const PendingRecipe failed = *std::exchange(recipe_, {});
    not_opened(
        failed.asked,
        fmt::format("{} was drawn by the model {}, which is not where it was ({}), nor among "
                    "the models that come with zscope or were open before: open it, then "
                    "drop the picture again",
                    failed.asked, wanted_model(failed.recipe.model),
                    failed.recipe.model.path.empty() ? "unknown" : failed.recipe.model.path));
}

// Never the live model: it would draw something else a moment later.
std::optional<ModelRef> App::model_with_id(const std::string& id) {
    const auto fitting = [&id](ModelRef ref, const SnapshotPointer& model) {
        const bool fits = model != nullptr && !is_live(ref) && weights_with_id(*model, id);
        if (fits && shown_id(*model, ref.weights) != id) ref.weights = *weights_with_id(*model, id);
        return fits ? std::optional(ref) : std::nullopt;
    };
    if (const auto own = fitting(session().model, registry_.find(session().model))) return own;
    for (const ModelRegistry::Entry& entry : registry_.entries())
        if (const auto found = fitting(entry.ref, entry.model)) return found;
    return std::nullopt;
}

void App::use_recipe(const PendingRecipe& ready, const ModelRef& model) {
    undo_.close_gesture();
    ++gesture_;
    const Recipe recipe = in_books(ready.recipe, samples_, directions_);
    if (session().model == ModelRef{}) start_session_on(model);
    if (session().model != model) act(ModelChoose{model});
    for (const ActionKind& action : recipe_actions(recipe, session()))
        act(action);
    undo_.close_gesture();
    ++gesture_;
    shell_.workspaces().show(panel_of(recipe.tool));
    say(ui::LogLevel::info, fmt::format("{} is as it was when it was saved; Ctrl-Z goes back",
                                        fs::path(ready.asked).filename().string()));
}

}  // namespace zscope::app
