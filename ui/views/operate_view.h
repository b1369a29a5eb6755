// SPDX-License-Identifier: MIT
#pragma once

#include <cstdint>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <variant>
#include <vector>

#include "core/model/architecture.h"
#include "core/session/tool_states.h"
#include "core/surgery/edit_effect.h"
#include "core/surgery/unit_facts.h"
#include "core/surgery/unit_ranking.h"

namespace zscope::ui {

// What something was made of: a run trains on, and its units go on drawing much the same things.
struct MadeOf {
    std::string run_id;     // of the model; empty: of no run
    std::int64_t step = 0;  // that the run was at
};

// Units that were ranked, and for what.
struct RankedUnits {
    UnitRanking ranking;
    OperateState asked;  // as the Session's was then
    // Of ticks and of attributes: where in the image those that have it differ from the others.
    std::optional<MapMask> place;
    TickState ticks;       // where they were asked for
    std::string model_id;  // of the model whose units these are
    MadeOf made_of = {};
};
struct MeasuredEdits {
    EffectReport report;
    std::vector<Edit> edits;
    std::string model_id;
    MadeOf made_of = {};
};

// What is known of a generator's units beside the Session, and what is being worked at. UI thread.
struct OperateView {
    std::int64_t job = 0;  // that goes on, in Frame::jobs; 0: none
    std::string error;     // why the last work failed; empty: it did not, or was cancelled
    std::shared_ptr<const RankedUnits> ranked;      // the newest; null: none was asked for
    std::shared_ptr<const MeasuredEdits> measured;  // the newest; null: none was asked for
    // Facts of the Session's model, by block: only those that were asked for.
    std::map<std::int64_t, std::shared_ptr<const BlockFacts>> facts;
    // The world whose oracle can be asked about the Session's model, as far as its provenance
    // says; empty: none. Its things: keys of segments (where it has maps), else of attributes.
    std::string world;
    bool has_maps = false;
    std::vector<std::string> things;
    Architecture generator;  // of the Session's model; without blocks: none is here
};

// Work that panels ask for; each runs as a job on the Session's model and gives up the one before.
struct RankUnits {};     // by Session::operate
struct MeasureEdits {    // the Session's edits, on images that have the thing of Session::operate
    bool curve = false;  // and the first 1, 2, 5, 10 … units of the ranking, beside others
    std::int64_t images = 256;
};
struct LookAtUnits {  // statistics, effects and best images of a block's units
    std::int64_t block = 1;
};
struct SaveEdits {};  // as a named JSON; asks where
struct BakeEdits {};  // into the weights: a model file with what was measured; asks where
using OperateWish = std::variant<RankUnits, MeasureEdits, LookAtUnits, SaveEdits, BakeEdits>;

}  // namespace zscope::ui
