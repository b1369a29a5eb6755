// SPDX-License-Identifier: MIT
#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <vector>

#include "core/engine/surgery/back_trial.h"
#include "ui/views/operate_view.h"

namespace zscope::ui {

// What searches brought back, and what for.
struct TriedBack {
    BackTrial trial;
    std::vector<Edit> edits;  // that were baked in: those that were on
    std::string model_id;
    MadeOf made_of;
};

// The attempt to bring a thing back, as far as it is. UI thread.
struct BackView {
    std::int64_t job = 0;  // that goes on, in Frame::jobs; 0: none
    std::string error;     // why the last failed; empty: it did not, or was cancelled
    std::shared_ptr<const TriedBack> tried;  // the newest; null: none was tried
    std::string no_oracles;      // why nothing can be judged here; empty: two oracles are
    double seconds_left = -1.0;  // of the searches that go on; negative: not measured yet
    // Of one start, one step, as measured last; negative: not measured yet.
    double seconds_each = -1.0;
};

// Looks for z that show the thing of Session::operate in spite of the Session's edits, as a job;
// gives up the one before.
struct TryBringBack {
    std::int64_t starts = 64, steps = 1000;
};

}  // namespace zscope::ui
