// SPDX-License-Identifier: MIT
#include "core/base/error.h"
#include "core/session/json_parts.h"
#include "core/session/session_json.h"
#include "core/session/tool_json.h"

namespace zscope {

using nlohmann::json;

namespace {

constexpr EnumNames<SelectHow, 4> kHowNames{{{SelectHow::replace, "replace"},
                                             {SelectHow::add, "add"},
                                             {SelectHow::remove, "remove"},
                                             {SelectHow::toggle, "toggle"}}};
template <class State>
constexpr const char* kToolSet = "";
template <>
constexpr const char* kToolSet<CalculateState> = "calculate.set";
template <>
constexpr const char* kToolSet<PathState> = "path.set";
template <>
constexpr const char* kToolSet<SheetState> = "sheet.set";
template <>
constexpr const char* kToolSet<WalkState> = "walk.set";
template <>
constexpr const char* kToolSet<DirectionsState> = "directions.set";
template <>
constexpr const char* kToolSet<TickState> = "ticks.set";
template <>
constexpr const char* kToolSet<OperateState> = "operate.set";

// Writes the members of each action beside its name.
struct ActionWriter {
    json operator()(const ModelChoose& a) const {
        return {{"action", "model.choose"}, {"model", to_json(a.model)}};
    }
    json operator()(const CompareSet& a) const {
        json output{{"action", "compare.set"}};
        if (a.model) output["model"] = to_json(*a.model);
        return output;
    }
    json operator()(const GridSet& a) const {
        json output{{"action", "grid.set"}};
        if (a.seed) output["seed"] = *a.seed;
        if (a.count) output["count"] = *a.count;
        if (a.label) output["label"] = *a.label;
        return output;
    }
    json operator()(const SelectionChange& a) const {
        return {{"action", "selection.change"}, {"how", name_of(kHowNames, a.how)}, {"ids", a.ids}};
    }
    json operator()(const TrayKeep& a) const { return {{"action", "tray.keep"}, {"ids", a.ids}}; }
    json operator()(const TrayRemove& a) const {
        return {{"action", "tray.remove"}, {"ids", a.ids}};
    }
    json operator()(const InterpolateSet& a) const {
        json output{{"action", "interpolate.set"}};
        if (a.a) output["a"] = *a.a;
        if (a.b) output["b"] = *a.b;
        if (a.t) output["t"] = *a.t;
        if (a.mode) output["mode"] = name_of(kModeNames, *a.mode);
        return output;
    }
    json operator()(const TruncationSet& a) const {
        return {{"action", "truncation.set"}, {"value", a.value}};
    }
    json operator()(const EquationSet& a) const {
        return {{"action", "equation.set"}, {"terms", write_all(a.terms)}};
    }
    json operator()(const EditsSet& a) const {
        return {{"action", "edits.set"}, {"edits", write_all(a.edits)}};
    }
    template <class State>
    json operator()(const ToolSet<State>& a) const {
        json output = write_json(a.state);
        output["action"] = kToolSet<State>;
        return output;
    }
    json operator()(const SampleRename& a) const {
        return {{"action", "sample.rename"}, {"id", a.id}, {"name", a.name}};
    }
};

using ReadAction = ActionKind (*)(JsonReader& reader);

ActionKind read_selection(JsonReader& reader) {
    SelectionChange action;
    reader.choice("how", kHowNames, action.how);
    reader.required("ids", action.ids);
    return action;
}

ActionKind read_interpolate_set(JsonReader& reader) {
    InterpolateSet action;
    reader.optional("a", action.a);
    reader.optional("b", action.b);
    reader.optional("t", action.t);
    if (reader.take("mode") != nullptr) {
        reader.choice("mode", kModeNames, action.mode.emplace());
    }
    return action;
}

ActionKind read_compare_set(JsonReader& reader) {
    CompareSet action;
    if (const json* model = reader.take("model")) action.model = model_ref_from_json(*model);
    return action;
}

ActionKind read_grid_set(JsonReader& reader) {
    GridSet action;
    reader.optional("seed", action.seed);
    reader.optional("count", action.count);
    reader.optional("label", action.label);
    return action;
}

template <class WithIds>
ActionKind read_ids(JsonReader& reader) {
    WithIds action;
    reader.required("ids", action.ids);
    return action;
}

template <class State>
ActionKind read_tool_set(JsonReader& reader) {
    ToolSet<State> action;
    read_keys(reader, action.state);
    return action;
}

const std::array<std::pair<std::string_view, ReadAction>, std::variant_size_v<ActionKind>> kActions{
    {
        {"model.choose",
         [](JsonReader& reader) -> ActionKind {
             return ModelChoose{model_ref_from_json(reader.need("model"))};
         }},
        {"compare.set", read_compare_set},
        {"grid.set", read_grid_set},
        {"selection.change", read_selection},
        {"tray.keep", read_ids<TrayKeep>},
        {"tray.remove", read_ids<TrayRemove>},
        {"interpolate.set", read_interpolate_set},
        {"truncation.set",
         [](JsonReader& reader) -> ActionKind {
             TruncationSet action;
             reader.required("value", action.value);
             return action;
         }},
        {"equation.set",
         [](JsonReader& reader) -> ActionKind {
             return EquationSet{JsonReader::list<EquationTerm>(reader.need("terms"),
                                                               reader.path("terms"), read_term)};
         }},
        {"edits.set",
         [](JsonReader& reader) -> ActionKind {
             return EditsSet{
                 JsonReader::list<Edit>(reader.need("edits"), reader.path("edits"), read_edit)};
         }},
        {kToolSet<CalculateState>, read_tool_set<CalculateState>},
        {kToolSet<PathState>, read_tool_set<PathState>},
        {kToolSet<SheetState>, read_tool_set<SheetState>},
        {kToolSet<WalkState>, read_tool_set<WalkState>},
        {kToolSet<DirectionsState>, read_tool_set<DirectionsState>},
        {kToolSet<TickState>, read_tool_set<TickState>},
        {kToolSet<OperateState>, read_tool_set<OperateState>},
        {"sample.rename",
         [](JsonReader& reader) -> ActionKind {
             SampleRename action;
             reader.required("id", action.id);
             reader.required("name", action.name);
             return action;
         }},
    }};

}  // namespace

json to_json(const Action& action) {
    json output = std::visit(ActionWriter{}, action.kind);
    if (action.gesture != 0) output["gesture"] = action.gesture;
    return output;
}

Action action_from_json(const json& input) {
    std::string name;
    JsonReader(input, "an action").required("action", name);
    JsonReader reader(input, name);
    reader.take("action");
    Action action;
    reader.optional("gesture", action.gesture);
    std::string known;
    for (const auto& [candidate, read] : kActions) {
        if (candidate == name) {
            action.kind = read(reader);
            reader.finish();
            return action;
        }
        known += fmt::format("{}{}", known.empty() ? "" : ", ", candidate);
    }
    fail("unknown action \"{}\"; known: {}", name, known);
}

}  // namespace zscope
