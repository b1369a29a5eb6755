// SPDX-License-Identifier: MIT
#pragma once

#include <filesystem>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <variant>
#include <vector>

#include "app/window/job_line.h"
#include "core/engine/jobs.h"
#include "core/io/clips/clip.h"
#include "core/model/snapshot.h"
#include "core/session/recipe.h"
#include "core/session/recipe_command.h"
#include "ui/views/export_view.h"

namespace zscope::app {

// "face.png", "face-2.png" …: never over a file that is there.
std::filesystem::path free_name(const std::filesystem::path& wanted);

// What is drawn, with whom, and where it goes.
struct ExportTask {
    Recipe recipe;
    SnapshotPointer model;
    Weights weights = Weights::automatic;
    std::filesystem::path out;
    // Weights that lie in no file yet (a run goes on) are written here first, so that the recipe
    // can be drawn again; empty: they lie in one.
    std::filesystem::path pin;
};

// Pictures and clips drawn in reference arithmetic and written, as jobs. UI thread; one after
// another on the job lane.
class ExportWork {
  public:
    ExportWork(JobLane& jobs, std::function<void()> wake);

    void save(ExportTask task);
    // Only the weights of a run, to task.pin.
    void pin(ExportTask task);
    // At task.recipe.layout.fps. nullopt: one PNG a frame in the folder task.out. An Error says why
    // such a clip cannot be written here, before any work.
    void save_clip(ExportTask task, std::optional<ClipFormat> format);

    struct Done {
        std::string saved, error;  // one of them; neither: cancelled
    };
    std::vector<Done> take();  // what finished since
    const ui::ExportView& view() const { return view_; }

  private:
    void submit(const ExportTask& task, std::function<void(JobContext&)> work);

    JobLane& jobs_;
    JobLine<std::string> line_;  // what was saved, for people
    ui::ExportView view_;
};

}  // namespace zscope::app
