// SPDX-License-Identifier: MIT
// Operating on the generator, and asking the discriminator and the oracle.
#include <fmt/format.h>

#include <algorithm>
#include <utility>

#include "app/window/app.h"
#include "core/base/error.h"
#include "core/io/run_folder.h"
#include "core/io/user_folders.h"
#include "core/surgery/baking.h"
#include "core/surgery/ranking_json.h"
#include "core/surgery/unit_edits.h"

namespace zscope::app {

namespace {

namespace fs = std::filesystem;

}  // namespace

void App::work_on_units(const ui::OperateWish& wish) {
    if (std::holds_alternative<ui::SaveEdits>(wish)) return save_edits();
    if (std::holds_alternative<ui::BakeEdits>(wish)) return bake_edits();
    operate_work_.start(wish, {snapshot_of(session().model), session().model.weights, model_.id,
                               session(), samples_});
}

void App::take_operations() {
    operate_work_.set_model(snapshot_of(session().model), model_.id);
    operate_work_.take();
    back_work_.set_model(snapshot_of(session().model), model_.id);
    back_work_.take();
    for (const EditSaving::Done& done : edit_saving_.take()) {
        if (!done.saved.empty()) say(ui::LogLevel::info, done.saved);
        if (!done.error.empty()) say(ui::LogLevel::error, done.error);
    }
}

// Behind those that are there: they may be meant together.
void App::use_edits(const std::string& asked, const EditRecipe& recipe) {
    const SnapshotPointer model = snapshot_of(session().model);
    if (model == nullptr) {
        return not_opened(asked,
                          fmt::format("{}: edits need a model: open one, then this file", asked));
    }
    try {
        check_fits(recipe, model->generator);
    } catch (const Error& error) {
        return not_opened(asked, fmt::format("{}: {}", asked, error.what()));
    }
    std::vector<Edit> edits = session().edits;
    edits.insert(edits.end(), recipe.edits.begin(), recipe.edits.end());
    act(EditsSet{std::move(edits)});
    const bool same = recipe.model_id.empty() || recipe.model_id == model_.id;
    say(ui::LogLevel::info,
        fmt::format("{} of \"{}\" joined the list of edits{}", recipe.edits.size(), recipe.name,
                    same ? "" : "; they were made on other weights of the same shape"));
    shell_.workspaces().show("edits");
}

void App::save_edits() {
    const SnapshotPointer model = snapshot_of(session().model);
    if (model == nullptr) fail("no model is here that the edits could be for");
    if (session().edits.empty()) fail("there are no edits to save");
    EditRecipe recipe{name_of(session().edits), model_.id, block_shapes(model->generator),
                      session().edits};
    const std::string name = file_stem_of(recipe.name) + ".json";
    const auto save = [this, recipe = std::move(recipe)](fs::path file) {
        if (file.extension() != ".json") file += ".json";
        edit_saving_.save(recipe, file);
    };
    if (dialogs_.available()) return dialogs_.ask_where_to_save(name, save);
    save(free_name(data_folder() / "edits" / name));
}

void App::bake_edits() {
    EditSaving::Baking baking;
    baking.model = snapshot_of(session().model);
    if (baking.model == nullptr) fail("no model is here that the edits could be baked into");
    const std::vector<Edit> edits = edits_on(session().edits);
    if (edits.empty()) fail("there is no edit that is on: nothing would be baked");
    baking.recipe = {name_of(edits), model_.id, block_shapes(baking.model->generator), edits};
    check_fits(baking.recipe, baking.model->generator);
    for (const Edit& edit : edits) {
        if (const auto why = cannot_bake(edit, baking.model->generator)) fail("{}", *why);
    }
    const auto& measured = operate_work_.view().measured;
    if (measured != nullptr && measured->model_id == model_.id &&
        edits_on(measured->edits) == edits)
        baking.measured = report_to_json(measured->report);
    const std::string name = file_stem_of(baking.model->name + " " + baking.recipe.name);
    auto bake = [this, baking](fs::path file) mutable {
        if (file.extension() != ".safetensors") file += ".safetensors";
        baking.file = std::move(file);
        edit_saving_.bake(baking);
    };
    if (dialogs_.available()) return dialogs_.ask_where_to_save(name + ".safetensors", bake);
    bake(free_name(data_folder() / "models" / (name + ".safetensors")));
}

void App::try_to_bring_back(const ui::TryBringBack& wish) {
    back_work_.start(wish, snapshot_of(session().model), model_.id, session());
}

void App::ask_discriminator(const ui::DiscriminatorWish& wish) {
    if (std::holds_alternative<ui::AskOfReal>(wish)) return real_opinion_work_.start();
    discriminator_work_.start(wish, snapshot_of(session().model), session().model.weights);
}

// The folder of the run that a model is of; a checkpoint that was opened lies in one.
fs::path App::folder_of_model(const ModelRef& model) const {
    const auto* opened = std::get_if<OpenedModel>(&model.which);
    if (opened == nullptr) return folder_of_run(run_of(model));
    const fs::path folder = fs::path(opened->last_path).parent_path().parent_path();
    return is_run(folder) ? folder : fs::path();
}

void App::take_discriminator() {
    discriminator_work_.take();
    const SnapshotPointer model = snapshot_of(session().model);
    real_opinion_work_.set_model(model, [this] { return folder_of_model(session().model); });
    real_opinion_work_.take();
}

void App::ask_oracle(const ui::AskOracle& wish) {
    oracle_work_.ask(wish, snapshot_of(session().model), session().model.weights);
}

void App::take_oracle() {
    oracle_work_.set_model(snapshot_of(session().model));
    oracle_work_.take();
}

}  // namespace zscope::app
