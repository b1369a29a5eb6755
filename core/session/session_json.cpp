// SPDX-License-Identifier: MIT
#include "core/session/session_json.h"

#include "core/base/error.h"
#include "core/session/json_parts.h"
#include "core/session/tool_json.h"

namespace zscope {

using nlohmann::json;

namespace {

constexpr EnumNames<Weights, 3> kWeightsNames{
    {{Weights::automatic, "auto"}, {Weights::raw, "raw"}, {Weights::ema, "ema"}}};
// Paths may hold any bytes, JSON only UTF-8: what is not becomes U+FFFD, so that a session with
// such a path can be written at all. These texts are for people.
json utf8(const std::string& text) {
    return json::parse(json(text).dump(-1, ' ', false, json::error_handler_t::replace));
}

GridState read_grid(const json& input) {
    JsonReader reader(input, "grid");
    GridState grid;
    reader.optional("seed", grid.seed);
    reader.optional("count", grid.count);
    reader.optional("label", grid.label);
    reader.finish();
    return grid;
}

InterpolateState read_interpolate(const json& input) {
    JsonReader reader(input, "interpolate");
    InterpolateState state;
    reader.optional("a", state.a);
    reader.optional("b", state.b);
    reader.optional("t", state.t);
    reader.choice("mode", kModeNames, state.mode);
    reader.finish();
    return state;
}

// A tool that was never touched is left out: sessions of before it read, and are written, as they
// were.
template <class State>
void write_tool(json& output, const char* key, const State& state) {
    if (state != State{}) output[key] = write_json(state);
}
template <class State>
void read_tool(JsonReader& session, const char* key, State& state) {
    const json* found = session.take(key);
    if (found == nullptr) return;
    JsonReader reader(*found, key);
    read_keys(reader, state);
    reader.finish();
}

json write_names(const std::map<SampleId, std::string>& names) {
    json output = json::array();
    for (const auto& [id, name] : names)
        output.push_back({{"id", id}, {"name", utf8(name)}});
    return output;
}
void read_names(const json& input, std::map<SampleId, std::string>& names) {
    JsonReader::list<int>(input, "names", [&names](const json& item, const std::string& where) {
        JsonReader reader(item, where);
        SampleId id = 0;
        std::string name;
        reader.required("id", id);
        reader.required("name", name);
        reader.finish();
        names[id] = name;
        return 0;
    });
}

void check_version(JsonReader& reader, const char* what) {
    std::int64_t version = 0;
    reader.required("version", version);
    if (version == kSessionVersion) return;
    fail(
        "the {} is of version {}, and this program knows version {}: it was made by another zscope",
        what, version, kSessionVersion);
}

}  // namespace

json to_json(const ModelRef& model) {
    json output{{"weights", name_of(kWeightsNames, model.weights)}};
    if (const auto* opened = std::get_if<OpenedModel>(&model.which)) {
        output["kind"] = "opened";
        output["model_id"] = opened->model_id;
        output["last_path"] = utf8(opened->last_path);
    } else if (const auto* live = std::get_if<LiveModel>(&model.which)) {
        output["kind"] = "live";
        output["run_id"] = live->run_id;
    } else {
        const auto& kept = std::get<RunSnapshot>(model.which);
        output["kind"] = "snapshot";
        output["run_id"] = kept.run_id;
        output["step"] = kept.step;
    }
    return output;
}

ModelRef model_ref_from_json(const json& input) {
    JsonReader reader(input, "model");
    ModelRef model;
    std::string kind;
    reader.required("kind", kind);
    reader.choice("weights", kWeightsNames, model.weights);
    if (kind == "opened") {
        OpenedModel opened;
        reader.required("model_id", opened.model_id);
        reader.optional("last_path", opened.last_path);
        model.which = std::move(opened);
    } else if (kind == "live") {
        LiveModel live;
        reader.required("run_id", live.run_id);
        model.which = std::move(live);
    } else if (kind == "snapshot") {
        RunSnapshot kept;
        reader.required("run_id", kept.run_id);
        reader.required("step", kept.step);
        model.which = std::move(kept);
    } else {
        fail("model: unknown kind \"{}\"; known: opened, live, snapshot", kind);
    }
    reader.finish();
    return model;
}

json to_json(const Session& session) {
    json output{{"version", kSessionVersion},
                {"model", to_json(session.model)},
                {"grid", {{"seed", session.grid.seed}, {"count", session.grid.count}}},
                {"selection", session.selection},
                {"tray", session.tray},
                {"interpolate",
                 {{"a", session.interpolate.a},
                  {"b", session.interpolate.b},
                  {"t", session.interpolate.t},
                  {"mode", name_of(kModeNames, session.interpolate.mode)}}},
                {"truncation", session.truncation},
                {"equation", write_all(session.equation)},
                {"edits", write_all(session.edits)}};
    if (session.grid.label >= 0) output["grid"]["label"] = session.grid.label;
    if (session.compare) output["compare"] = to_json(*session.compare);
    write_tool(output, "calculate", session.calculate);
    write_tool(output, "path", session.path);
    write_tool(output, "sheet", session.sheet);
    write_tool(output, "walk", session.walk);
    write_tool(output, "directions", session.directions);
    write_tool(output, "ticks", session.ticks);
    write_tool(output, "operate", session.operate);
    if (!session.names.empty()) output["names"] = write_names(session.names);
    return output;
}

Session session_from_json(const json& input) {
    JsonReader reader(input, "session");
    check_version(reader, "session");
    Session session;
    if (const json* model = reader.take("model")) session.model = model_ref_from_json(*model);
    if (const json* other = reader.take("compare")) session.compare = model_ref_from_json(*other);
    if (const json* grid = reader.take("grid")) session.grid = read_grid(*grid);
    reader.optional("selection", session.selection);
    reader.optional("tray", session.tray);
    if (const json* state = reader.take("interpolate")) {
        session.interpolate = read_interpolate(*state);
    }
    reader.optional("truncation", session.truncation);
    if (const json* terms = reader.take("equation")) {
        session.equation = JsonReader::list<EquationTerm>(*terms, "equation", read_term);
    }
    if (const json* edits = reader.take("edits")) {
        session.edits = JsonReader::list<Edit>(*edits, "edits", read_edit);
    }
    read_tool(reader, "calculate", session.calculate);
    read_tool(reader, "path", session.path);
    read_tool(reader, "sheet", session.sheet);
    read_tool(reader, "walk", session.walk);
    read_tool(reader, "directions", session.directions);
    read_tool(reader, "ticks", session.ticks);
    read_tool(reader, "operate", session.operate);
    if (const json* names = reader.take("names")) read_names(*names, session.names);
    reader.finish();
    return session;
}

json to_json(const Sample& sample) {
    json origin{{"tool", utf8(sample.origin.tool)},
                {"row", sample.origin.row},
                {"count", sample.origin.count},
                {"text", utf8(sample.origin.text)}};
    if (sample.origin.label) origin["label"] = *sample.origin.label;
    if (sample.origin.seed) origin["seed"] = *sample.origin.seed;
    return {{"version", kSessionVersion},
            {"id", sample.id},
            {"z", sample.z},
            {"origin", std::move(origin)},
            {"model", to_json(sample.model)}};
}

Sample sample_from_json(const json& input) {
    JsonReader reader(input, "sample");
    check_version(reader, "sample");
    Sample sample;
    reader.required("id", sample.id);
    reader.required("z", sample.z);
    JsonReader origin(reader.need("origin"), "origin");
    origin.optional("tool", sample.origin.tool);
    origin.optional("seed", sample.origin.seed);
    origin.optional("row", sample.origin.row);
    origin.optional("count", sample.origin.count);
    origin.optional("text", sample.origin.text);
    origin.optional("label", sample.origin.label);
    origin.finish();
    sample.model = model_ref_from_json(reader.need("model"));
    reader.finish();
    return sample;
}

}  // namespace zscope
