// SPDX-License-Identifier: MIT
#include "core/session/action.h"

#include <doctest/doctest.h>

#include <cmath>
#include <limits>

#include "random_actions.h"

using namespace zscope;  // NOLINT: a test of many small types

namespace {

using Ids = std::vector<SampleId>;

Session after(const std::vector<ActionKind>& kinds) {
    Session session;
    for (const ActionKind& kind : kinds)
        session = apply(session, {kind});
    return session;
}

std::string words(const ActionKind& kind) {
    return describe({kind});
}

}  // namespace

TEST_CASE("apply: selection keeps the order of picking, the last is the Inspector's") {
    const ActionKind one_two_three = SelectionChange{SelectHow::replace, {1, 2, 3}};
    CHECK(after({one_two_three}).selection == Ids{1, 2, 3});
    CHECK(after({one_two_three, SelectionChange{SelectHow::add, {4}}}).selection ==
          Ids{1, 2, 3, 4});
    CHECK(after({one_two_three, SelectionChange{SelectHow::add, {1}}}).selection == Ids{2, 3, 1});
    CHECK(after({one_two_three, SelectionChange{SelectHow::remove, {2, 9}}}).selection ==
          Ids{1, 3});
    CHECK(after({one_two_three, SelectionChange{SelectHow::toggle, {2, 5}}}).selection ==
          Ids{1, 3, 5});
    CHECK(after({one_two_three, SelectionChange{SelectHow::replace, {}}}).selection.empty());
    CHECK(after({SelectionChange{SelectHow::replace, {7, 8, 7, 0}}}).selection == Ids{8, 7});
}

TEST_CASE("apply: what is compared with is chosen apart from the model of the tools") {
    const ModelRef faces{OpenedModel{"abc", "/faces.pth"}, Weights::automatic};
    const ModelRef live{LiveModel{"run"}, Weights::raw};
    const Session both = after({ModelChoose{faces}, CompareSet{live}});
    CHECK(both.model == faces);
    CHECK(both.compare == live);
    CHECK(after({ModelChoose{faces}, CompareSet{live}, CompareSet{}}) ==
          after({ModelChoose{faces}}));
}

TEST_CASE("apply: the tray keeps each sample once") {
    CHECK(after({TrayKeep{{3, 1, 3, 0}}, TrayKeep{{1, 2}}}).tray == Ids{3, 1, 2});
    CHECK(after({TrayKeep{{3, 1, 2}}, TrayRemove{{1, 9}}}).tray == Ids{3, 2});
}

TEST_CASE("apply: members that an action does not name stay") {
    Session session =
        after({InterpolateSet{.a = 3, .b = 4, .t = 0.25, .mode = {}},
               InterpolateSet{.a = {}, .b = {}, .t = {}, .mode = InterpolationMode::lerp},
               GridSet{.seed = 9, .count = {}}});
    CHECK(session.interpolate == InterpolateState{3, 4, 0.25, InterpolationMode::lerp});
    CHECK(session.grid == GridState{9, 64});
}

TEST_CASE("apply: values are clamped and never become NaN") {
    const auto t_after = [](double t) {
        return after({InterpolateSet{.a = {}, .b = {}, .t = t, .mode = {}}}).interpolate.t;
    };
    CHECK(t_after(-1) == 0.0);
    CHECK(t_after(7) == 1.0);
    CHECK(t_after(std::numeric_limits<double>::infinity()) == 1.0);
    CHECK(t_after(std::nan("")) == 0.5);  // as it was
    CHECK(after({GridSet{.seed = -3, .count = 1000}}).grid == GridState{0, 256});
    CHECK(after({GridSet{.seed = {}, .count = 0}}).grid.count == 1);
    CHECK(after({GridSet{.seed = {}, .count = {}, .label = -9}}).grid.label == -1);
    CHECK(after({TruncationSet{5}}).truncation == 2.0);
    CHECK(after({TruncationSet{-5}}).truncation == 0.0);
    CHECK(after({TruncationSet{std::nan("")}}).truncation == 1.0);
    CHECK(after({EquationSet{{{std::nan(""), {1}}}}}).equation[0].weight == 0.0);
    Edit edit;
    edit.value = std::numeric_limits<double>::infinity();
    CHECK(after({EditsSet{{edit}}}).edits[0].value == 0.0);
}

TEST_CASE("apply: random actions are pure, and clamping first changes nothing") {
    testing::RandomActions actions(11);
    Session session;
    for (int i = 0; i < 2000; ++i) {
        const Action action = actions.next();
        const Session before = session;
        const Session next = apply(session, action);
        CHECK(session == before);
        CHECK(apply(session, action) == next);
        CHECK(apply(session, clamped(action)) == next);
        CHECK(clamped(clamped(action)) == clamped(action));
        CHECK(next.interpolate.t >= 0.0);
        CHECK(next.interpolate.t <= 1.0);
        session = next;
    }
}

TEST_CASE("describe says what happens in a menu's words") {
    CHECK(words(InterpolateSet{.a = {}, .b = {}, .t = 0.4, .mode = {}}) == "Set t to 0.40");
    CHECK(words(InterpolateSet{.a = {}, .b = {}, .t = 3.0, .mode = {}}) == "Set t to 1.00");
    CHECK(words(InterpolateSet{.a = 1, .b = {}, .t = {}, .mode = {}}) == "Choose A");
    CHECK(words(InterpolateSet{.a = 1, .b = 2, .t = 0.5, .mode = {}}) == "Choose A and B");
    CHECK(words(SelectionChange{SelectHow::replace, {1}}) == "Select 1 sample");
    CHECK(words(SelectionChange{SelectHow::replace, {}}) == "Clear the selection");
    CHECK(words(TrayKeep{{1, 2}}) == "Keep 2 samples in the tray");
    CHECK(words(GridSet{.seed = 5, .count = {}}) == "Set the grid's seed to 5");
    CHECK(words(GridSet{.seed = 5, .count = 1}) == "Set the grid to 1 sample of seed 5");
    CHECK(words(GridSet{.seed = {}, .count = {}, .label = 3}) == "Set the grid's label to 3");
    CHECK(words(GridSet{.seed = {}, .count = {}, .label = -4}) ==
          "Let the grid take labels in turn");
    CHECK(words(ModelChoose{{RunSnapshot{"r", 500}, Weights::raw}}) ==
          "Choose the model of step 500");
    CHECK(words(CompareSet{}) == "Stop comparing");
    testing::RandomActions actions(3);
    for (int i = 0; i < 200; ++i)
        CHECK_FALSE(describe(actions.next()).empty());
}

TEST_CASE("apply: tools keep what can be meant of what they are set to") {
    const double none = std::nan("");
    PathState path;
    path.points = {{3, none}, {0, 1.0}, {4, 90000.0}};
    path.position = 7.0;
    const PathState kept = after({PathSet{path}}).path;
    CHECK(kept.points == std::vector<PathStop>{{3, 0.0}, {4, 3600.0}});
    CHECK(kept.position == 1.0);  // an open path ends at its last key point
    path.closed = true;
    CHECK(after({PathSet{path}}).path.position == 2.0);  // a closed one at its first, again
    path.points.assign(40, {5, 0.0});
    CHECK(after({PathSet{path}}).path.points.size() == 16);

    DirectionsState directions;
    directions.list = {{1, none, false}, {0, 1.0, false}, {1, 2.0, true}, {2, 999.0, true}};
    CHECK(after({DirectionsSet{directions}}).directions.list ==
          std::vector<DirectionUse>{{1, 0.0, false}, {2, 100.0, true}});

    // A sample is one or the other: "no" is looked at first.
    const TickState ticks = after({TicksSet{{"hat", {1, 2, 2, 0}, {2, 3}}}}).ticks;
    CHECK(ticks.yes == Ids{1});
    CHECK(ticks.no == Ids{2, 3});

    CHECK(after({WalkSet{}}).walk == WalkState{});
    WalkState walk;
    walk.step = std::int64_t{1} << 60U;  // replaying a walk takes time
    walk.turns = {{3, 1}, {2, 1}, {5, 0}, {6, 8}, {7, 7}, {walk.step, 1}};
    CHECK(after({WalkSet{walk}}).walk.step == kMostWalkSteps);
    CHECK(after({WalkSet{walk}}).walk.turns == std::vector<WalkTurn>{{3, 1}, {7, 7}});
    CHECK(after({SampleRename{3, "Ada"}, SampleRename{4, "Bo"}, SampleRename{3, ""}}).names ==
          std::map<SampleId, std::string>{{4, "Bo"}});
}
TEST_CASE("units are selected in one block, each once; another block has none of them") {
    OperateState state;
    state.block = 2;
    state.units = {5, -1, 3, 5};
    const Session session = apply(Session(), Action{OperateSet{state}});
    CHECK(session.operate.units == std::vector<std::int64_t>{5, 3});
    state = session.operate;
    look_at_block(state, 2);
    CHECK(state.units.size() == 2);
    look_at_block(state, 3);
    CHECK(state.block == 3);
    CHECK(state.units.empty());
}
