// SPDX-License-Identifier: MIT
#include "core/session/tool_states.h"

#include <algorithm>
#include <cmath>
#include <set>

namespace zscope {

namespace {

constexpr double kMostNoise = 10.0, kMostStrength = 100.0, kMostSeconds = 3600.0;
// As wide as the command line takes them, so that its pictures have a recipe.
constexpr double kLeastSegment = 0.01, kMostStep = 10.0;
constexpr double kLeastPerSecond = 0.0005, kMostPerSecond = 120.0;
constexpr std::int64_t kMostAround = 100000;

void limit(double& value, double least, double most, double otherwise) {
    value = std::isfinite(value) ? std::clamp(value, least, most) : otherwise;
}

}  // namespace

void clamp(CalculateState& state) {
    limit(state.noise, 0.0, kMostNoise, CalculateState{}.noise);
    state.seed = std::max<std::int64_t>(state.seed, 0);
}

void clamp(PathState& state) {
    std::erase_if(state.points, [](const PathStop& stop) { return stop.id == 0; });
    if (state.points.size() > kMostKeyPoints) state.points.resize(kMostKeyPoints);
    for (PathStop& stop : state.points)
        limit(stop.hold_s, 0.0, kMostSeconds, 0.0);
    limit(state.segment_s, kLeastSegment, kMostSeconds, PathState{}.segment_s);
    const auto count = static_cast<double>(state.points.size());
    limit(state.position, 0.0, std::max(0.0, state.closed ? count : count - 1.0), 0.0);
}

void clamp(SheetState& state) {
    limit(state.first, -kMostStrength, kMostStrength, SheetState{}.first);
    limit(state.last, -kMostStrength, kMostStrength, SheetState{}.last);
    limit(state.x, 0.0, 1.0, SheetState{}.x);
    limit(state.y, 0.0, 1.0, SheetState{}.y);
}

void clamp(WalkState& state) {
    state.seed = std::max<std::int64_t>(state.seed, 0);
    limit(state.step_size, 0.0, kMostStep, WalkState{}.step_size);
    state.around = std::clamp<std::int64_t>(state.around, 2, kMostAround);
    state.step = std::clamp<std::int64_t>(state.step, 0, kMostWalkSteps);
    limit(state.per_s, kLeastPerSecond, kMostPerSecond, WalkState{}.per_s);
    limit(state.least_opinion, 0.0, 100.0, 0.0);
    std::int64_t last = 0;
    std::erase_if(state.turns, [&last](const WalkTurn& turn) {
        const bool candidate =
            turn.attempt >= 1 && turn.attempt < static_cast<std::int64_t>(kStepCandidates);
        const bool rising = turn.step > last && turn.step <= kMostWalkSteps;
        if (candidate && rising) last = turn.step;
        return !candidate || !rising;
    });
}

void clamp(DirectionsState& state) {
    std::set<DirectionId> seen;
    std::erase_if(state.list, [&seen](const DirectionUse& use) {
        return use.id == 0 || !seen.insert(use.id).second;
    });
    for (DirectionUse& use : state.list)
        limit(use.strength, -kMostStrength, kMostStrength, 0.0);
}

void clamp(TickState& state) {
    std::set<SampleId> seen{0};
    const auto seen_before = [&seen](SampleId id) { return !seen.insert(id).second; };
    std::erase_if(state.no, seen_before);
    std::erase_if(state.yes, seen_before);
}

void look_at_block(OperateState& state, std::int64_t block) {
    if (state.block != block) state.units.clear();
    state.block = block;
}

void clamp(OperateState& state) {
    state.block = std::max<std::int64_t>(state.block, 1);
    std::set<std::int64_t> units;
    std::erase_if(state.units,
                  [&units](std::int64_t unit) { return unit < 0 || !units.insert(unit).second; });
    state.top = std::max<std::int64_t>(state.top, 1);
    std::set<SampleId> seen{0};
    std::erase_if(state.regions, [&seen](const PaintedRegion& region) {
        const MapMask& mask = region.mask;
        const bool fits = mask.size == kRegionCells &&
                          mask.cells.size() == static_cast<std::size_t>(mask.size * mask.size);
        const bool any =
            std::ranges::any_of(mask.cells, [](std::uint8_t cell) { return cell != 0; });
        return !fits || !any || !seen.insert(region.id).second;
    });
}

}  // namespace zscope
