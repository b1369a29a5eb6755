// SPDX-License-Identifier: MIT
#pragma once

#include <cstdint>
#include <map>
#include <memory>
#include <string>
#include <variant>
#include <vector>

#include "core/engine/direction_find.h"
#include "core/engine/tick_judge.h"
#include "core/latent/direction_effect.h"
#include "core/session/direction_book.h"
#include "core/session/tool_states.h"

namespace zscope::ui {

// How good a direction is on one model, and who said so.
struct DirectionVerdict {
    DirectionScore score;
    std::string judge;     // "the oracle of faces", "your ticks of glasses"
    std::string model_id;  // of the model that it was tried on
};

// What is known of directions beside the Session, and what is being worked at.
struct DirectionsView {
    std::int64_t job = 0;  // that goes on, in Frame::jobs; 0: none
    std::string error;     // why the last work failed; empty: it did not, or was cancelled
    std::map<DirectionId, std::shared_ptr<const DirectionVerdict>> verdicts;
    std::map<DirectionId, std::shared_ptr<const DirectionDrift>> drifts;
    std::vector<std::string> notes;  // of the last search: what could not be found and why
    TickReport ticks;                // of `ticked`
    TickState ticked;
    // The world whose oracle can judge the Session's model, as far as its provenance says; empty:
    // none.
    std::string world;
    std::vector<std::string> attributes;  // of that oracle
};

// Work that panels ask for; each runs as a job, one after another, on the Session's model.
struct FindDirections {  // what is found is kept and put into Session::directions
    DirectionMethod method = DirectionMethod::logistic;
    std::int64_t samples = 10000;
    std::int64_t block = 1;  // of pca
};
struct TryDirection {  // success, side effects, control
    DirectionId id = 0;
    std::string attribute;  // of the oracle; empty: by the ticks
};
struct DriftDirection {  // what became of it on the Session's model
    DirectionId id = 0;
};
struct CheckTicks {};  // how well a classifier learns the Session's ticks
struct SaveDirections {
    std::vector<DirectionId> ids;
};
using DirectionWish =
    std::variant<FindDirections, TryDirection, DriftDirection, CheckTicks, SaveDirections>;

}  // namespace zscope::ui
