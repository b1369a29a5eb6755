// SPDX-License-Identifier: MIT
#include "core/session/session_json.h"

#include <doctest/doctest.h>

#include <cmath>
#include <limits>

#include "core/base/error.h"
#include "random_actions.h"

using namespace zscope;  // NOLINT: a test of many small types
using nlohmann::json;

namespace {

template <class Read>
std::string error_of(const char* text, Read read) {
    try {
        read(json::parse(text));
    } catch (const Error& error) {
        return error.what();
    }
    return "no error";
}
std::string action_error(const char* text) {
    return error_of(text, action_from_json);
}
std::string session_error(const char* text) {
    return error_of(text, session_from_json);
}

// Through text, as files and the library store it.
json again(const json& value) {
    return json::parse(value.dump());
}

}  // namespace

TEST_CASE("session JSON: random sessions, actions and models survive text exactly") {
    testing::RandomActions actions(21);
    Session session;
    for (int i = 0; i < 1500; ++i) {
        const Action action = clamped(actions.next(actions.below(5) * 0x123456789ABCDEFU));
        CHECK(action_from_json(again(to_json(action))) == action);
        session = apply(session, action);
        CHECK(session_from_json(again(to_json(session))) == session);
        CHECK(model_ref_from_json(again(to_json(session.model))) == session.model);
    }
}

TEST_CASE("session JSON: samples keep every bit of z") {
    Sample sample;
    sample.id = std::numeric_limits<std::int64_t>::max();
    sample.z = {0.1F, -0.0F, 1e-45F, std::numeric_limits<float>::max(), -1.0F / 3.0F};
    sample.origin = {"interpolate", std::nullopt, 3, 64, "between #3 and #7, t 0.40"};
    sample.model.which = LiveModel{"run"};
    const Sample read = sample_from_json(again(to_json(sample)));
    CHECK(read == sample);
    CHECK(std::signbit(read.z[1]));
    sample.origin.seed = -5;
    sample.origin.label = 7;
    CHECK(sample_from_json(again(to_json(sample))) == sample);
}

TEST_CASE("action JSON has the documented form") {
    CHECK(to_json(Action{InterpolateSet{.a = {}, .b = {}, .t = 0.5, .mode = {}}}) ==
          json::parse(R"({"action":"interpolate.set","t":0.5})"));
    CHECK(to_json(Action{GridSet{}}) == json::parse(R"({"action":"grid.set"})"));
    CHECK(action_from_json(json::parse(R"({"action":"interpolate.set","t":1,"mode":"lerp"})")) ==
          Action{InterpolateSet{.a = {}, .b = {}, .t = 1.0, .mode = InterpolationMode::lerp}});
    CHECK(action_from_json(json::parse(R"({"action":"selection.change","ids":[4],"gesture":7})")) ==
          Action{SelectionChange{SelectHow::replace, {4}}, 7});
    CHECK(action_from_json(json::parse(
              R"({"action":"edits.set","edits":[{"block":2,"op":"ablate","units":[1,5]}]})")) ==
          Action{
              EditsSet{{Edit{2, std::vector<std::int64_t>{1, 5}, {}, EditOp::ablate, 0.0, true}}}});
    CHECK(to_json(Action{CompareSet{}}) == json::parse(R"({"action":"compare.set"})"));
    CHECK(action_from_json(
              json::parse(R"({"action":"compare.set","model":{"kind":"live","run_id":"r"}})")) ==
          Action{CompareSet{ModelRef{LiveModel{"r"}, Weights::automatic}}});
    CHECK(to_json(Session{}).at("version") == 1);
    // A session that compares nothing is what it was before there was anything to compare.
    CHECK_FALSE(to_json(Session{}).contains("compare"));
    CHECK_FALSE(to_json(Session{}).at("grid").contains("label"));
}

TEST_CASE("action JSON: unknown names and wrong types are errors that name them") {
    CHECK(
        action_error(R"({"action":"interpolate.sett","t":0.5})") ==
        "unknown action \"interpolate.sett\"; known: model.choose, compare.set, grid.set, "
        "selection.change, tray.keep, tray.remove, interpolate.set, truncation.set, equation.set, "
        "edits.set, calculate.set, path.set, sheet.set, walk.set, directions.set, ticks.set, "
        "operate.set, "
        "sample.rename");
    CHECK(action_error(R"({"action":"interpolate.set","tt":0.5})") ==
          "interpolate.set: unknown key \"tt\"; known: action, gesture, a, b, t, mode");
    CHECK(action_error(R"({"action":"interpolate.set","t":"half"})") ==
          "interpolate.set: t must be a number, not \"half\"");
    CHECK(action_error(R"({"action":"interpolate.set","mode":"cubic"})") ==
          "interpolate.set: mode: unknown value \"cubic\"; known: slerp, lerp");
    CHECK(action_error(R"({"action":"interpolate.set","a":1.5})") ==
          "interpolate.set: a must be a whole number, not 1.5");
    CHECK(action_error(R"({"action":"grid.set","seed":9223372036854775808})") ==
          "grid.set: seed must be a whole number, not 9223372036854775808");
    CHECK(action_error(R"({"action":"tray.keep"})") == "tray.keep: the key \"ids\" is missing");
    CHECK(action_error(R"({"action":"tray.keep","ids":[1,"2"]})") ==
          "tray.keep: ids[1] must be a whole number, not \"2\"");
    CHECK(action_error(R"({"action":"grid.set","gesture":-1})") ==
          "grid.set: gesture must be a whole number from 0, not -1");
    CHECK(action_error(R"({"t":0.5})") == "an action: the key \"action\" is missing");
    CHECK(action_error(R"([1])") == "an action must be an object, not [1]");
    CHECK(action_error(R"({"action":"equation.set","terms":[{"samples":[],"wait":1}]})") ==
          "equation.set: terms[0]: unknown key \"wait\"; known: weight, samples, base");
    CHECK(action_error(R"({"action":"model.choose","model":{"kind":"new","run_id":"x"}})") ==
          "model: unknown kind \"new\"; known: opened, live, snapshot");
}

TEST_CASE("session JSON: versions, unknown keys and impossible masks are refused") {
    CHECK(session_error(R"({"version":1})") == "no error");
    CHECK(session_error(R"({})") == "session: the key \"version\" is missing");
    CHECK(session_error(R"({"version":2})").find("is of version 2") != std::string::npos);
    CHECK(session_error(R"({"version":1,"zoom":3})").find("unknown key \"zoom\"") !=
          std::string::npos);
    CHECK(session_error(R"({"version":1,"compare":{"kind":"opened"}})") ==
          "model: the key \"model_id\" is missing");
    CHECK(session_error(R"({"version":1,"truncation":null})") ==
          "session: truncation must be a number, not null");
    const char* const edit = R"({"version":1,"edits":[{"block":1,"op":"scale","mask":)"
                             R"({"size":2,"cells":"011"}}]})";
    CHECK(session_error(edit) == "edits[0]: mask: a map of size 2 does not have 3 cells");
    CHECK(session_error(R"({"version":1,"edits":[{"block":1,"op":"scale","mask":
          {"size":1,"cells":"x"}}]})") == "edits[0]: mask: cells must be a text of 0 and 1");
}

TEST_CASE("session JSON: a path that is no UTF-8 can still be written") {
    Session session;
    session.model.which = OpenedModel{"abc", "/data/\xE4.pth"};
    const Session read = session_from_json(again(to_json(session)));
    CHECK(std::get<OpenedModel>(read.model.which).model_id == "abc");
    CHECK(std::get<OpenedModel>(read.model.which).last_path == "/data/\uFFFD.pth");
}
