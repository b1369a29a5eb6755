// SPDX-License-Identifier: MIT
#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string>

#include "app/window/job_line.h"
#include "core/base/latest.h"
#include "core/model/snapshot.h"
#include "core/session/session.h"
#include "ui/views/back_view.h"

namespace zscope::app {

// Searches that try to bring a thing back, as jobs, and what came of them. UI thread; the job runs
// on the job lane.
class BackWork {
  public:
    BackWork(JobLane& jobs, std::function<void()> wake);

    // Starts it on the Session's edits that are on, giving up what goes on. An Error says why not.
    void start(const ui::TryBringBack& wish, const SnapshotPointer& model,
               const std::string& model_id, const Session& session);
    void take();  // what finished since, and how far the rest is
    // Whether its things have two oracles. Looks at the disk when the model changed.
    void set_model(const SnapshotPointer& model, const std::string& model_id);
    const ui::BackView& view() const { return view_; }

  private:
    struct Pace {
        std::int64_t number = 0;  // of the attempt
        double seconds_left = -1.0, seconds_each = -1.0;
    };

    JobLine<ui::TriedBack> line_;
    std::shared_ptr<Latest<Pace>> pace_;  // outlives a job that ends late
    std::uint64_t pace_seen_ = 0;
    std::int64_t number_ = 0;  // of attempts
    ui::BackView view_;
    std::string model_id_;
    std::optional<std::string> world_;  // of the Session's model; empty: none; nullopt: not looked
};

}  // namespace zscope::app
