// SPDX-License-Identifier: MIT
#include "app/window/opening.h"

#include <fmt/format.h>

#include <exception>
#include <utility>

#include "core/base/error.h"
#include "core/base/thread_setup.h"
#include "core/io/data/detect.h"
#include "core/io/directions_file.h"
#include "core/io/edits_file.h"
#include "core/io/model_file.h"
#include "core/io/photo.h"
#include "core/io/recipe_file.h"
#include "core/io/run_folder.h"
#include "core/io/run_lock.h"
#include "core/io/shipped_models.h"

namespace zscope::app {

namespace {

namespace fs = std::filesystem;

OpenedFile open_run(const fs::path& folder) {
    const fs::path checkpoint = resolve_model(folder.string());
    const RunInfo run = read_run_info(folder);
    const bool held = run_is_held(folder);
    return {open_model(checkpoint), checkpoint, true, folder, run.run_id, run.name, held};
}

OpenedFile open_file(const fs::path& path) {
    OpenedFile file{open_model(path), path, false, {}, {}, {}};
    const fs::path folder = run_of_checkpoint(path);
    if (folder.empty()) return file;
    try {  // a checkpoint that is whole is opened, whatever became of its run
        const RunInfo run = read_run_info(folder);
        file.run_folder = folder;
        file.run_id = run.run_id;
        file.run_name = run.name;
    } catch (const std::exception&) {
        file.run_folder.clear();
    }
    return file;
}

decltype(OpenResult::what) look_at(const std::string& asked) {
    if (shipped_model_file(asked)) {
        const fs::path file = resolve_model(asked);
        return OpenedFile{open_model(file), file, false, {}, {}, {}};
    }
    const fs::path path = fs::absolute(asked);
    if (!fs::exists(path)) fail("{}: there is no such file or folder", path.string());
    if (fs::is_directory(path)) {
        if (is_run(path)) return open_run(path);
        return FoundFolder{path};
    }
    if (path.filename() == "run.json") return open_run(path.parent_path());
    if (std::optional<Recipe> recipe = find_recipe(path)) return FoundRecipe{*std::move(recipe)};
    if (path.extension() == ".json" && is_edits_file(path)) return FoundEdits{read_edits(path)};
    if (path.extension() == ".json") return FoundDirectionsFile{read_directions(path)};
    if (is_data_file(path)) return FoundFolder{path};
    if (is_image_file(path)) return FoundImage{path};
    return open_file(path);
}

}  // namespace

OpenResult open_by_content(const std::string& path) {
    try {
        return {path, look_at(path)};
    } catch (const std::exception& error) {
        return {path, NotOpened{error.what(), false}};
    }
}

OpenResult losses_of_run(const std::string& folder) {
    try {
        LossRecorder recorder;
        recorder.reset(read_metrics(folder));
        auto losses = std::make_shared<LossHistory>();
        losses->update(recorder.feed());
        return {folder, FoundLosses{std::move(losses)}};
    } catch (const std::exception& error) {
        return {folder, NotOpened{error.what(), true}};
    }
}

Opening::Opening(std::function<void()> wake)
    : results_(128, std::move(wake)), thread_([this] { work(); }) {}

Opening::~Opening() {
    asked_.close();
    results_.close();
    thread_.join();
}

bool Opening::ask(Asked what) {
    if (!asked_.try_push(std::move(what))) return false;
    ++waiting_;
    return true;
}

std::optional<OpenResult> Opening::take() {
    std::optional<OpenResult> result = results_.try_pop();
    if (result) --waiting_;
    return result;
}

void Opening::work() {
    // At nice 0: a person waits for the first image.
    set_up_thread("zscope opening", 0);
    while (const auto asked = asked_.pop()) {
        OpenResult result =
            asked->losses ? losses_of_run(asked->path) : open_by_content(asked->path);
        result.purpose = asked->purpose;
        if (!results_.push(std::move(result))) return;
    }
}

}  // namespace zscope::app
