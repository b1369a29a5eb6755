// SPDX-License-Identifier: MIT
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <variant>
#include <vector>

#include "core/session/session.h"

namespace zscope {

// One member per thing that a person can do to the Session. JSON name in the comment; the JSON keys
// are the members' names, e.g. {"action":"interpolate.set","t":0.5}.
struct ModelChoose {  // "model.choose"
    ModelRef model;
    bool operator==(const ModelChoose&) const = default;
};
struct CompareSet {  // "compare.set": the key "model" left out: nothing is compared any more
    std::optional<ModelRef> model;
    bool operator==(const CompareSet&) const = default;
};
struct GridSet {  // "grid.set": absent members stay as they are
    std::optional<std::int64_t> seed;
    std::optional<std::int64_t> count;
    std::optional<std::int64_t> label = std::nullopt;  // -1: in turn
    bool operator==(const GridSet&) const = default;
};
enum class SelectHow { replace, add, remove, toggle };
struct SelectionChange {  // "selection.change"
    SelectHow how = SelectHow::replace;
    std::vector<SampleId> ids;
    bool operator==(const SelectionChange&) const = default;
};
struct TrayKeep {  // "tray.keep"
    std::vector<SampleId> ids;
    bool operator==(const TrayKeep&) const = default;
};
struct TrayRemove {  // "tray.remove"
    std::vector<SampleId> ids;
    bool operator==(const TrayRemove&) const = default;
};
struct InterpolateSet {  // "interpolate.set": absent members stay as they are
    std::optional<SampleId> a;
    std::optional<SampleId> b;
    std::optional<double> t;
    std::optional<InterpolationMode> mode;
    bool operator==(const InterpolateSet&) const = default;
};
struct TruncationSet {  // "truncation.set"
    double value = 1.0;
    bool operator==(const TruncationSet&) const = default;
};
struct EquationSet {  // "equation.set"
    std::vector<EquationTerm> terms;
    bool operator==(const EquationSet&) const = default;
};
struct EditsSet {  // "edits.set"
    std::vector<Edit> edits;
    bool operator==(const EditsSet&) const = default;
};
// The state of one tool as a whole: "calculate.set", "path.set", "sheet.set", "walk.set",
// "directions.set", "ticks.set", "operate.set". The JSON keys are those of the state; one left out
// is the default.
template <class State>
struct ToolSet {
    State state;
    bool operator==(const ToolSet&) const = default;
};
using CalculateSet = ToolSet<CalculateState>;
using PathSet = ToolSet<PathState>;
using SheetSet = ToolSet<SheetState>;
using WalkSet = ToolSet<WalkState>;
using DirectionsSet = ToolSet<DirectionsState>;
using TicksSet = ToolSet<TickState>;
using OperateSet = ToolSet<OperateState>;
struct SampleRename {  // "sample.rename": an empty name takes it away
    SampleId id = 0;
    std::string name;
    bool operator==(const SampleRename&) const = default;
};

using ActionKind =
    std::variant<ModelChoose, CompareSet, GridSet, SelectionChange, TrayKeep, TrayRemove,
                 InterpolateSet, TruncationSet, EquationSet, EditsSet, CalculateSet, PathSet,
                 SheetSet, WalkSet, DirectionsSet, TicksSet, OperateSet, SampleRename>;

// All actions of one gesture are one undo step; a gesture is closed at mouse release. An action of
// gesture 0 (a menu, a script) is an undo step of its own.
struct Action {
    ActionKind kind;
    std::uint64_t gesture = 0;
    bool operator==(const Action&) const = default;
};

// For menus and the undo list: "Set t to 0.40".
std::string describe(const Action& action);

// The action with its values as apply() takes them: t within 0…1, count within 1…256, truncation
// within 0…2, a seed of at least 0, numbers finite, tools as tool_states.h says. What the undo list
// keeps.
Action clamped(Action action);

// Pure; clamps. Unknown sample ids are kept as they are (samples are looked up by whoever draws
// them); id 0, none, is never selected or kept. Selecting a selected sample again makes it the
// last.
Session apply(const Session& session, const Action& action);

}  // namespace zscope
