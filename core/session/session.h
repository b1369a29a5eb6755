// SPDX-License-Identifier: MIT
#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "core/model/edit.h"
#include "core/model/model_ref.h"
#include "core/session/sample.h"
#include "core/session/tool_states.h"

namespace zscope {

enum class InterpolationMode { slerp, lerp };

struct GridState {
    std::int64_t seed = 1;
    std::int64_t count = 64;
    std::int64_t label = -1;  // of every row, for a conditional model; -1: rows take labels in turn
    bool operator==(const GridState&) const = default;
};
struct InterpolateState {
    SampleId a = 0;
    SampleId b = 0;
    double t = 0.5;  // 0 at a, 1 at b
    InterpolationMode mode = InterpolationMode::slerp;
    bool operator==(const InterpolateState&) const = default;
};
struct EquationTerm {
    double weight = 1.0;
    std::vector<SampleId> samples;  // averaged (DCGAN, section 6.3.2)
    bool base = false;              // what the difference of the others is added to
    bool operator==(const EquationTerm&) const = default;
};

// Everything that a person can undo, version 1. Panels read it and emit Actions; only apply()
// makes a new one. Scroll, zoom, open tabs, hover and drags in flight are view state, not here.
struct Session {
    ModelRef model;                   // what the tools work on
    std::optional<ModelRef> compare;  // drawn beside it on the same z; nullopt: none
    GridState grid;
    std::vector<SampleId> selection;  // in the order of picking; the last is the Inspector's
    std::vector<SampleId> tray;
    InterpolateState interpolate;
    double truncation = 1.0;  // scale of ‖z‖ in the Inspector's view, 0…2
    std::vector<EquationTerm> equation;
    std::vector<Edit> edits;
    CalculateState calculate;
    PathState path;
    SheetState sheet;
    WalkState walk;
    DirectionsState directions;
    TickState ticks;
    OperateState operate;
    std::map<SampleId, std::string> names;  // that a person gave to samples
    bool operator==(const Session&) const = default;
};

inline constexpr int kSessionVersion = 1;

}  // namespace zscope
