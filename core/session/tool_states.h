// SPDX-License-Identifier: MIT
#pragma once

#include <array>
#include <cstdint>
#include <string>
#include <vector>

#include "core/latent/path.h"
#include "core/latent/walk_kinds.h"
#include "core/model/edit.h"
#include "core/session/sample.h"
#include "core/surgery/unit_ranking.h"

namespace zscope {

using DirectionId = std::int64_t;  // unique for ever within a library; 0: none

// Parts of a Session, one for each latent tool: what a person set there. All are values; JSON keys
// are the members' names.

// What stands around the result of the equation.
struct CalculateState {
    double noise = 0.25;    // of the 3 × 3 sheet: uniform in ± this
    std::int64_t seed = 1;  // of that noise, of the choices and of the control
    bool operator==(const CalculateState&) const = default;
};

// A way through key points.
struct PathStop {
    SampleId id = 0;
    double hold_s = 0.0;
    bool operator==(const PathStop&) const = default;
};
struct PathState {
    std::vector<PathStop> points;
    PathMode mode = PathMode::slerp;
    bool closed = false;
    bool equal_speed = false;  // re-timed by image distance
    double segment_s = 1.0;    // from one key point to the next
    double position = 0.0;     // key point k is position k
    bool operator==(const PathState&) const = default;
};

// A sheet in two dimensions: between four corners, or of two directions from one sample.
struct SheetState {
    bool of_directions = false;
    std::array<SampleId, 4> corners{};  // top left, top right, bottom left, bottom right
    SampleId origin = 0;
    DirectionId right = 0, down = 0;
    double first = -3.0, last = 3.0;  // strengths at the edges, of both directions
    double x = 0.5, y = 0.5;          // the place that was picked, 0…1
    PathMode mode = PathMode::slerp;
    bool operator==(const SheetState&) const = default;
};

inline constexpr std::int64_t kMostWalkSteps = 100'000;  // replayed in about a second
struct WalkState {
    SampleId start = 0;
    WalkKind kind = WalkKind::smooth;
    std::int64_t seed = 1;
    double step_size = 0.2;
    std::int64_t around = 64;     // steps of a loop
    std::int64_t step = 0;        // where it rests
    double per_s = 4.0;           // steps a second while it plays
    double least_opinion = 0.0;   // percentile of D below which a step is drawn anew; 0: anywhere
    std::vector<WalkTurn> turns;  // the steps that were
    bool operator==(const WalkState&) const = default;
};

// A direction at work. The vector is in the DirectionBook.
struct DirectionUse {
    DirectionId id = 0;
    double strength = 0.0;
    bool locked = false;  // all others are taken at right angles to it
    bool operator==(const DirectionUse&) const = default;
};
enum class DirectionTarget { sample, tray, walk };
struct DirectionsState {
    std::vector<DirectionUse> list;
    DirectionTarget target = DirectionTarget::sample;
    bool operator==(const DirectionsState&) const = default;
};

// Which samples have something and which have not, said by a person.
struct TickState {
    std::string name;  // "glasses"
    std::vector<SampleId> yes, no;
    bool operator==(const TickState&) const = default;
};

// Where in a sample's image a thing is, as a person painted it or boxed it in.
struct PaintedRegion {
    SampleId id = 0;
    MapMask mask;  // kRegionCells a side, over the whole image
    bool operator==(const PaintedRegion&) const = default;
};
inline constexpr std::int64_t kRegionCells = 32;

// What a person looks for in a generator's maps, and does to the units that draw it.
enum class ConceptSource {
    regions,  // painted: cells of the maps inside against outside
    ticks,    // TickState: whole images with it against images without
    world,    // the oracle of a world that the model knows
};
struct OperateState {
    std::int64_t block = 2;           // whose maps are looked at
    std::vector<std::int64_t> units;  // of that block: selected, in the order of clicking
    ConceptSource source = ConceptSource::regions;
    std::string name;   // of the thing, for people: "glasses"; of ticks: TickState::name
    std::string thing;  // of a world: the key of a segment or an attribute, "window"
    std::vector<PaintedRegion> regions;  // each sample once, none of them empty
    RankMethod method = RankMethod::logistic;
    std::int64_t top = 20;  // units that an edit takes, the most telling first
    bool operator==(const OperateState&) const = default;
};

// Another block is looked at: units of the one before are no longer selected.
void look_at_block(OperateState& state, std::int64_t block);

// The values as apply() takes them: finite, within their limits (in tool_states.cpp).
void clamp(CalculateState& state);
void clamp(PathState& state);  // at most 16 key points; position within them
void clamp(SheetState& state);
void clamp(WalkState& state);        // at most kMostWalkSteps; turns rising, within the candidates
void clamp(DirectionsState& state);  // each direction once
void clamp(TickState& state);        // no sample twice; of both, it is a no
// block and top at least 1; each unit once, none below 0; of regions only those that are some
void clamp(OperateState& state);

}  // namespace zscope
