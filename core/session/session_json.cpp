// SPDX-License-Identifier: MIT
#include "core/session/session_json.h"

#include "core/base/error.h"
#include "core/session/json_parts.h"

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
