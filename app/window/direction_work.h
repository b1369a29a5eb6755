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
#include "core/model/snapshot.h"
#include "core/session/direction_book.h"
#include "core/session/sample_book.h"
#include "core/session/session.h"
#include "ui/views/directions_view.h"

namespace zscope::app {

// Searches, trials and checks of directions as jobs, and what came of them. UI thread; the jobs run
// on the job lane and hand their results over.
class DirectionWork {
  public:
    DirectionWork(JobLane& jobs, std::function<void()> wake);

    // What the work is about, as it is now.
    struct On {
        SnapshotPointer model;  // null: none is here
        Weights weights = Weights::automatic;
        const Session& session;
        const SampleBook& samples;
        const DirectionBook& directions;
    };
    // Starts it, giving up what goes on. An Error says why not (no model, nothing ticked …).
    void start(const ui::DirectionWish& wish, const On& on);
    // Takes over what finished: directions that were found, to be kept.
    std::vector<Direction> take();
    // The judge that fits the model of the Session. Cheap.
    void set_model(const SnapshotPointer& model);
    const ui::DirectionsView& view() const { return view_; }

  private:
    struct Tried {
        DirectionId id = 0;
        ui::DirectionVerdict verdict;
    };
    struct Drifted {
        DirectionId id = 0;
        DirectionDrift drift;
    };
    struct Ticked {
        TickState ticks;
        TickReport report;
    };
    using Result = std::variant<FoundDirections, Tried, Drifted, Ticked>;
    void submit(const std::string& name, JobLine<Result>::Work work);
    void find(const ui::FindDirections& wish, const On& on);
    void try_out(const ui::TryDirection& wish, const On& on);
    void drift(const ui::DriftDirection& wish, const On& on);
    void check_ticks(const On& on);

    JobLine<Result> line_;
    ui::DirectionsView view_;
    std::string model_provenance_;
};

}  // namespace zscope::app
