// SPDX-License-Identifier: MIT
#pragma once

#include <cstdint>
#include <random>
#include <string>
#include <vector>

#include "core/session/action.h"

namespace zscope::testing {

// Random actions over a small world of samples and models, so that they meet and undo each other.
class RandomActions {
  public:
    explicit RandomActions(std::uint32_t seed) : random_(seed) {}

    std::uint32_t below(std::uint32_t limit) {
        return static_cast<std::uint32_t>(random_() % limit);
    }
    double real(double low, double high) {
        return std::uniform_real_distribution<double>(low, high)(random_);
    }

    Action next(std::uint64_t gesture = 0) { return {kind(), gesture}; }

    ModelRef model() {
        ModelRef ref;
        switch (below(3)) {
            case 0:
                ref.which = OpenedModel{text(), "/home/ada/m\u00e4r \"1\".pth"};
                break;
            case 1:
                ref.which = LiveModel{text()};
                break;
            default:
                ref.which = RunSnapshot{text(), static_cast<std::int64_t>(below(9000))};
        }
        ref.weights = static_cast<Weights>(below(3));
        return ref;
    }

    std::vector<SampleId> ids() {
        std::vector<SampleId> result(below(4));
        for (SampleId& id : result)
            id = below(9);
        return result;
    }

  private:
    std::string text() { return "id-" + std::to_string(below(3)); }

    Edit edit() {
        Edit result;
        result.block = 1 + below(5);
        if (below(2) == 0) result.units = ids();
        if (below(2) == 0) result.mask = MapMask{2, {1, 0, 0, static_cast<std::uint8_t>(below(2))}};
        result.op = static_cast<EditOp>(below(5));
        result.value = real(-2, 2);
        result.on = below(2) == 0;
        result.strength = real(-1, 2);
        if (below(2) == 0) result.name = text();
        return result;
    }

    InterpolateSet interpolate() {
        InterpolateSet result;
        if (below(3) == 0) result.a = below(9);
        if (below(3) == 0) result.b = below(9);
        if (below(2) == 0) result.t = real(-0.2, 1.2);
        if (below(4) == 0) result.mode = static_cast<InterpolationMode>(below(2));
        return result;
    }

    ActionKind kind() {
        switch (below(17)) {
            case 0:
                return ModelChoose{model()};
            case 1: {
                GridSet result;
                if (below(2) == 0) result.seed = static_cast<std::int64_t>(below(100)) - 10;
                if (below(2) == 0) result.count = static_cast<std::int64_t>(below(400)) - 20;
                if (below(2) == 0) result.label = static_cast<std::int64_t>(below(6)) - 3;
                return result;
            }
            case 2:
                return SelectionChange{static_cast<SelectHow>(below(4)), ids()};
            case 3:
                return TrayKeep{ids()};
            case 4:
                return TrayRemove{ids()};
            case 5:
                return TruncationSet{real(-0.5, 2.5)};
            case 6: {
                EquationSet result;
                result.terms.resize(below(3));
                for (EquationTerm& term : result.terms)
                    term = {real(-2, 2), ids(), below(2) == 0};
                return result;
            }
            case 7: {
                EditsSet result;
                result.edits.resize(below(3));
                for (Edit& each : result.edits)
                    each = edit();
                return result;
            }
            case 8:
                return below(3) == 0 ? CompareSet{} : CompareSet{model()};
            case 9:
                return interpolate();
            default:
                return tool();
        }
    }

    ActionKind tool() {
        switch (below(8)) {
            case 0: {
                CalculateSet result;
                result.state = {real(-1, 3), static_cast<std::int64_t>(below(9)) - 2};
                return result;
            }
            case 1:
                return PathSet{path()};
            case 2:
                return SheetSet{sheet()};
            case 3: {
                WalkState walk;
                walk.start = below(9);
                walk.kind = static_cast<WalkKind>(below(4));
                walk.step_size = real(-1, 4);
                walk.around = static_cast<std::int64_t>(below(9)) - 3;
                walk.step = static_cast<std::int64_t>(below(9)) - 3;
                walk.per_s = real(-1, 90);
                walk.least_opinion = real(-10, 110);
                return WalkSet{walk};
            }
            case 4: {
                DirectionsState state;
                state.list.resize(below(4));
                for (DirectionUse& use : state.list)
                    use = {static_cast<DirectionId>(below(4)), real(-30, 30), below(2) == 0};
                state.target = static_cast<DirectionTarget>(below(3));
                return DirectionsSet{state};
            }
            case 5:
                return TicksSet{{text(), ids(), ids()}};
            case 6:
                return OperateSet{operate()};
            default:
                return SampleRename{static_cast<SampleId>(below(4)), below(2) == 0 ? "" : text()};
        }
    }

    OperateState operate() {
        OperateState state;
        state.block = static_cast<std::int64_t>(below(7)) - 1;
        state.source = static_cast<ConceptSource>(below(3));
        state.name = text();
        state.thing = text();
        state.method = static_cast<RankMethod>(below(3));
        state.top = static_cast<std::int64_t>(below(30)) - 1;
        state.units.resize(below(4));
        for (std::int64_t& unit : state.units)
            unit = static_cast<std::int64_t>(below(6)) - 1;
        state.regions.resize(below(4));
        for (PaintedRegion& region : state.regions) {
            const std::int64_t size = below(4) == 0 ? 2 : kRegionCells;
            region.id = below(5);
            region.mask = {size, std::vector<std::uint8_t>(static_cast<std::size_t>(size * size))};
            region.mask.cells[below(4)] = static_cast<std::uint8_t>(below(2));
        }
        return state;
    }

    PathState path() {
        PathState result;
        result.points.resize(below(20));
        for (PathStop& stop : result.points)
            stop = {static_cast<SampleId>(below(9)), real(-1, 70)};
        result.mode = static_cast<PathMode>(below(3));
        result.closed = below(2) == 0;
        result.equal_speed = below(2) == 0;
        result.segment_s = real(-1, 70);
        result.position = real(-1, 20);
        return result;
    }

    SheetState sheet() {
        SheetState result;
        result.of_directions = below(2) == 0;
        for (SampleId& corner : result.corners)
            corner = below(9);
        result.origin = below(9);
        result.right = below(4);
        result.down = below(4);
        result.first = real(-30, 30);
        result.last = real(-30, 30);
        result.x = real(-1, 2);
        result.y = real(-1, 2);
        result.mode = static_cast<PathMode>(below(3));
        return result;
    }

    std::mt19937 random_;
};

}  // namespace zscope::testing
