// SPDX-License-Identifier: MIT
#pragma once

#include <filesystem>
#include <functional>
#include <string>
#include <variant>

#include "app/window/job_line.h"
#include "core/model/snapshot.h"
#include "core/session/sample_book.h"
#include "core/session/session.h"
#include "ui/views/operate_view.h"

namespace zscope::app {

// Units looked at, ranked and measured as jobs, and what came of it. UI thread; the jobs run on the
// job lane and hand their results over.
class OperateWork {
  public:
    OperateWork(JobLane& jobs, std::function<void()> wake);

    // What the work is about, as it is now.
    struct On {
        SnapshotPointer model;  // null: none is here
        Weights weights = Weights::automatic;
        std::string model_id;
        const Session& session;
        const SampleBook& samples;
    };
    // Starts it, giving up what goes on. An Error says why not (no model, nothing marked …).
    void start(const ui::OperateWish& wish, const On& on);
    void take();  // what finished since
    // The oracle that fits the model of the Session; facts of another model are forgotten. Cheap.
    void set_model(const SnapshotPointer& model, const std::string& model_id);
    const ui::OperateView& view() const { return view_; }

  private:
    using Result = std::variant<ui::RankedUnits, ui::MeasuredEdits, BlockFacts>;
    void submit(const std::string& name, JobLine<Result>::Work work);
    void rank(const On& on);
    void measure(const ui::MeasureEdits& wish, const On& on);
    void look(const ui::LookAtUnits& wish, const On& on);

    JobLine<Result> line_;
    ui::OperateView view_;
    std::string model_id_;
};

}  // namespace zscope::app
