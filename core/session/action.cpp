// SPDX-License-Identifier: MIT
#include "core/session/action.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

namespace zscope {

namespace {

constexpr std::int64_t kMaxGridCount = 256;
constexpr double kMaxTruncation = 2.0;

// An id that is there already moves to the end: it was picked last.
void append_last(std::vector<SampleId>& list, SampleId id) {
    if (id == 0) return;
    std::erase(list, id);
    list.push_back(id);
}

void append_missing(std::vector<SampleId>& list, SampleId id) {
    if (id == 0 || std::ranges::find(list, id) != list.end()) return;
    list.push_back(id);
}

double finite_or(double value, double fallback) {
    return std::isfinite(value) ? value : fallback;
}

// What each action does; the values are clamped already.
struct Applier {
    Session& session;

    void operator()(const ModelChoose& action) const { session.model = action.model; }
    void operator()(const CompareSet& action) const { session.compare = action.model; }
    void operator()(const GridSet& action) const {
        session.grid.seed = action.seed.value_or(session.grid.seed);
        session.grid.count = action.count.value_or(session.grid.count);
        session.grid.label = action.label.value_or(session.grid.label);
    }
    void operator()(const SelectionChange& action) const {
        std::vector<SampleId>& selection = session.selection;
        if (action.how == SelectHow::replace) selection.clear();
        for (const SampleId id : action.ids) {
            const bool selected = std::ranges::find(selection, id) != selection.end();
            if (action.how == SelectHow::remove || (action.how == SelectHow::toggle && selected)) {
                std::erase(selection, id);
            } else {
                append_last(selection, id);
            }
        }
    }
    void operator()(const TrayKeep& action) const {
        for (const SampleId id : action.ids)
            append_missing(session.tray, id);
    }
    void operator()(const TrayRemove& action) const {
        for (const SampleId id : action.ids)
            std::erase(session.tray, id);
    }
    void operator()(const InterpolateSet& action) const {
        InterpolateState& state = session.interpolate;
        state.a = action.a.value_or(state.a);
        state.b = action.b.value_or(state.b);
        state.t = action.t.value_or(state.t);
        state.mode = action.mode.value_or(state.mode);
    }
    void operator()(const TruncationSet& action) const { session.truncation = action.value; }
    void operator()(const EquationSet& action) const { session.equation = action.terms; }
    void operator()(const EditsSet& action) const { session.edits = action.edits; }
    void operator()(const CalculateSet& action) const { session.calculate = action.state; }
    void operator()(const PathSet& action) const { session.path = action.state; }
    void operator()(const SheetSet& action) const { session.sheet = action.state; }
    void operator()(const WalkSet& action) const { session.walk = action.state; }
    void operator()(const DirectionsSet& action) const { session.directions = action.state; }
    void operator()(const TicksSet& action) const { session.ticks = action.state; }
    void operator()(const OperateSet& action) const { session.operate = action.state; }
    void operator()(const SampleRename& action) const {
        if (action.name.empty()) {
            session.names.erase(action.id);
        } else if (action.id != 0) {
            session.names[action.id] = action.name;
        }
    }
};

struct Clamper {
    void operator()(GridSet& action) const {
        if (action.seed) action.seed = std::max<std::int64_t>(*action.seed, 0);
        if (action.count) action.count = std::clamp<std::int64_t>(*action.count, 1, kMaxGridCount);
        if (action.label) action.label = std::max<std::int64_t>(*action.label, -1);
    }
    void operator()(InterpolateSet& action) const {
        if (!action.t) return;
        if (std::isnan(*action.t)) {
            action.t.reset();
        } else {
            action.t = std::clamp(*action.t, 0.0, 1.0);
        }
    }
    void operator()(TruncationSet& action) const {
        action.value =
            std::isnan(action.value) ? 1.0 : std::clamp(action.value, 0.0, kMaxTruncation);
    }
    void operator()(EquationSet& action) const {
        for (EquationTerm& term : action.terms)
            term.weight = finite_or(term.weight, 0.0);
    }
    void operator()(EditsSet& action) const {
        for (Edit& edit : action.edits) {
            edit.value = finite_or(edit.value, 0.0);
            edit.strength = std::clamp(finite_or(edit.strength, 1.0), 0.0, 1.0);
        }
    }
    template <class State>
    void operator()(ToolSet<State>& action) const {
        clamp(action.state);
    }
    template <class Other>
    void operator()(Other&) const {}  // nothing to clamp
};

std::string counted(std::size_t count, std::string_view noun) {
    return fmt::format("{} {}{}", count, noun, count == 1 ? "" : "s");
}

struct Describer {
    std::string operator()(const ModelChoose& action) const {
        if (std::holds_alternative<LiveModel>(action.model.which)) return "Choose the live model";
        if (const auto* kept = std::get_if<RunSnapshot>(&action.model.which)) {
            return fmt::format("Choose the model of step {}", kept->step);
        }
        return "Choose another model";
    }
    std::string operator()(const CompareSet& action) const {
        return action.model ? "Compare with another model" : "Stop comparing";
    }
    std::string operator()(const GridSet& action) const {
        if (action.seed && action.count) {
            return fmt::format("Set the grid to {} of seed {}", counted(count_of(action), "sample"),
                               *action.seed);
        }
        if (action.seed) return fmt::format("Set the grid's seed to {}", *action.seed);
        if (action.count) {
            return fmt::format("Set the grid to {}", counted(count_of(action), "sample"));
        }
        if (action.label) {
            return *action.label < 0 ? "Let the grid take labels in turn"
                                     : fmt::format("Set the grid's label to {}", *action.label);
        }
        return "Leave the grid";
    }
    std::string operator()(const SelectionChange& action) const {
        const std::string samples = counted(action.ids.size(), "sample");
        switch (action.how) {
            case SelectHow::replace:
                return action.ids.empty() ? "Clear the selection" : "Select " + samples;
            case SelectHow::add:
                return "Add " + samples + " to the selection";
            case SelectHow::remove:
                return "Take " + samples + " out of the selection";
            case SelectHow::toggle:
                break;
        }
        return "Toggle " + samples + " in the selection";
    }
    std::string operator()(const TrayKeep& action) const {
        return "Keep " + counted(action.ids.size(), "sample") + " in the tray";
    }
    std::string operator()(const TrayRemove& action) const {
        return "Take " + counted(action.ids.size(), "sample") + " out of the tray";
    }
    std::string operator()(const InterpolateSet& action) const {
        if (action.a && action.b) return "Choose A and B";
        if (action.a) return "Choose A";
        if (action.b) return "Choose B";
        if (action.t) return fmt::format("Set t to {:.2f}", *action.t);
        if (action.mode) {
            return *action.mode == InterpolationMode::slerp ? "Interpolate by slerp"
                                                            : "Interpolate by lerp";
        }
        return "Leave the interpolation";
    }
    std::string operator()(const TruncationSet& action) const {
        return fmt::format("Set the truncation to {:.2f}", action.value);
    }
    std::string operator()(const EquationSet& action) const {
        if (action.terms.empty()) return "Clear the equation";
        return "Set the equation to " + counted(action.terms.size(), "term");
    }
    std::string operator()(const EditsSet& action) const {
        if (action.edits.empty()) return "Remove all edits";
        return "Set " + counted(action.edits.size(), "edit");
    }
    std::string operator()(const CalculateSet& action) const {
        return fmt::format("Set the noise around the result to {:.2f}", action.state.noise);
    }
    std::string operator()(const PathSet& action) const {
        if (action.state.points.empty()) return "Clear the path";
        return "Set the path to " + counted(action.state.points.size(), "key point");
    }
    std::string operator()(const SheetSet& action) const {
        return fmt::format("Set the sheet's place to {:.2f}, {:.2f}", action.state.x,
                           action.state.y);
    }
    std::string operator()(const WalkSet& action) const {
        return fmt::format("Set the walk to step {}", action.state.step);
    }
    std::string operator()(const DirectionsSet& action) const {
        if (action.state.list.empty()) return "Put all directions away";
        return "Set " + counted(action.state.list.size(), "direction");
    }
    std::string operator()(const TicksSet& action) const {
        return fmt::format("Tick {} yes, {} no", action.state.yes.size(), action.state.no.size());
    }
    std::string operator()(const OperateSet& action) const {
        if (action.state.source == ConceptSource::regions && !action.state.regions.empty()) {
            return "Mark a region in " + counted(action.state.regions.size(), "image");
        }
        return fmt::format("Look at block {}", action.state.block);
    }
    std::string operator()(const SampleRename& action) const {
        return action.name.empty() ? "Take a name away" : "Call a sample " + action.name;
    }

  private:
    static std::size_t count_of(const GridSet& action) {
        return static_cast<std::size_t>(action.count.value_or(0));
    }
};

}  // namespace

Action clamped(Action action) {
    std::visit(Clamper{}, action.kind);
    return action;
}

std::string describe(const Action& action) {
    return std::visit(Describer{}, clamped(action).kind);
}

Session apply(const Session& session, const Action& action) {
    Session result = session;
    std::visit(Applier{result}, clamped(action).kind);
    return result;
}

}  // namespace zscope
