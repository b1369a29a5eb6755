// SPDX-License-Identifier: MIT
#pragma once

#include <deque>
#include <filesystem>
#include <functional>
#include <memory>
#include <string>

#include "app/window/job_line.h"
#include "core/model/snapshot.h"
#include "ui/views/real_opinion_view.h"

namespace zscope::app {

// What D says of images that it learned from: once for each model, as a job. UI thread.
class RealOpinionWork {
  public:
    RealOpinionWork(JobLane& jobs, std::function<void()> wake);

    // The Session's model; `run_folder` is asked where it changed: of its run, or empty.
    void set_model(const SnapshotPointer& model,
                   const std::function<std::filesystem::path()>& run_folder);
    // Gives up what goes on. An Error says why it cannot be done.
    void start();
    void take();  // what finished since
    const ui::RealOpinionView& view() const { return view_; }

  private:
    // A snapshot never changes, and has its own D.
    struct Known {
        std::weak_ptr<const ModelSnapshot> model;
        std::shared_ptr<const ui::RealOpinions> real;
    };
    struct Result {
        SnapshotPointer model;
        std::shared_ptr<const ui::RealOpinions> real;
    };
    void show_known();

    JobLine<Result> line_;
    std::deque<Known> known_;  // the newest first
    SnapshotPointer model_;    // the Session's; null: none is here
    std::filesystem::path run_folder_;
    ui::RealOpinionView view_;
};

}  // namespace zscope::app
