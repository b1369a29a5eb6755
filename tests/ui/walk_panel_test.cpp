// SPDX-License-Identifier: MIT
// Walk as a person uses it, and the trail behind it.
#include <doctest/doctest.h>

#include <cmath>
#include <string>
#include <vector>

#include "core/latent/interpolate.h"
#include "core/latent/torch_randn.h"
#include "panel_stage.h"
#include "ui/panels/walk_panel.h"

using namespace zscope;
using namespace zscope::ui;

namespace {

std::vector<float> seen(const FakeSlot& slot) {
    return {slot.request.z->begin(), slot.request.z->end()};
}

WalkPlan plan_from(const std::vector<float>& start) {
    return {start, {}, "normal", {WalkKind::smooth, 1, 64, 0.2}};
}

std::vector<float> step_of(const std::vector<float>& start, std::size_t step) {
    return walk_step(start, "normal", {WalkKind::smooth, 1, 64, 0.2}, step);
}

}  // namespace

TEST_CASE("a trail is the walk at any place, forth and back, also after many steps") {
    const std::vector<float> start = draw_z("normal", 5, 1, 20);
    WalkTrail trail;
    trail.follow(plan_from(start), {});
    for (const std::size_t step : {0U, 1U, 200U, 199U, 63U, 64U, 65U, 700U, 3U, 130U})
        CHECK(trail.row(step) == step_of(start, step));
    CHECK(trail.at(12.25) == slerp(step_of(start, 12), step_of(start, 13), 0.25));
    CHECK(trail.rows_up_to(1, 5).size() == 40);  // there are but two yet
    const std::vector<float> rows = trail.rows_up_to(300, 3);
    CHECK(std::vector<float>(rows.end() - 20, rows.end()) == step_of(start, 300));
    CHECK(std::vector<float>(rows.begin(), rows.begin() + 20) == step_of(start, 298));
}

TEST_CASE("a trail keeps what was decided until a pause commits it, and takes undo from outside") {
    const std::vector<float> start = draw_z("normal", 5, 1, 20);
    WalkTrail trail;
    WalkState state;
    trail.follow(plan_from(start), state);
    CHECK(trail.decided() == 0);
    const std::vector<float> candidates = trail.candidates();
    const std::vector<float> second(candidates.begin() + 40, candidates.begin() + 60);
    (void)trail.row(70);  // looked at before it was decided
    trail.decide(2);
    trail.decide(0);
    CHECK(trail.decided() == 2);
    CHECK(trail.row(1) == second);
    SteppedWalk walk = plan_from(start).walk();
    walk.advance(2);
    while (walk.step() < 70)
        walk.advance();
    CHECK(trail.row(70) == walk.z());
    const WalkState before = state;
    state = trail.commit(state, 2);
    CHECK(state.step == 2);
    CHECK(state.turns == std::vector<WalkTurn>{{1, 2}});
    trail.follow(plan_from(start), state);
    trail.decide(1);
    CHECK(trail.row(1) == second);
    trail.forget_after(1);
    CHECK(trail.decided() == 1);
    CHECK(trail.row(1) == second);
    trail.follow(plan_from(start), before);  // undone
    CHECK(trail.decided() == 0);
    CHECK(trail.row(1) == step_of(start, 1));
}

TEST_CASE("a walk starts at the selected sample, plays between its steps, pauses where it is") {
    PanelStage stage;
    stage.open_model();
    stage.session.selection = {stage.pick(3)};
    stage.add<WalkPanel>(ImVec2(700, 420), stage.make_slot());
    stage.frames(2);
    CHECK(says(stage.text(), "goes on by itself"));
    stage.click(stage.id("walk", {"Start at the selected"}));
    REQUIRE(stage.session.walk.start == stage.session.selection[0]);
    stage.frames(2);
    const std::vector<float> start = stage.book.find(stage.session.walk.start)->z;
    FakeSlot& slot = stage.slot("walk");
    CHECK(seen(slot) == start);

    const std::size_t before = stage.sink.actions.size();
    const ImVec2 play = stage.find(stage.id("walk", {"###play"}));
    stage.click(play);
    const int submits = slot.submits;
    stage.frames(60);                     // four steps
    CHECK(slot.submits == submits + 60);  // an image each frame
    CHECK(slot.request.priority == RenderPriority::dragged);
    CHECK(stage.animate);
    CHECK(stage.sink.actions.size() == before);
    stage.click(play);
    CHECK(stage.sink.actions.size() == before + 1);
    CHECK(stage.session.walk.step >= 4);
    CHECK(stage.session.walk.step <= 5);
    const auto step = static_cast<std::size_t>(stage.session.walk.step);
    const std::vector<float> paused = seen(slot);
    stage.frames(3);
    CHECK(seen(slot) == paused);  // between two steps, and it stays there
    CHECK_FALSE(stage.animate);

    stage.key(ImGuiKey_Period, true);
    stage.frames(1);
    stage.key(ImGuiKey_Period, false);
    stage.frames(2);
    CHECK(stage.session.walk.step == static_cast<std::int64_t>(step) + 1);
    CHECK(seen(slot) == step_of(start, step + 1));
    const FakeSlot& film = stage.slot("walk.film");
    CHECK(film.request.count == static_cast<std::int64_t>(step) + 2);  // from the start on
    stage.click(stage.id("walk", {"film", 1, "card"}));
    CHECK(stage.session.walk.step == 1);
    CHECK(seen(slot) == step_of(start, 1));
}

TEST_CASE("dragging the image steers: the walk goes on from there as a new start") {
    PanelStage stage;
    stage.open_model();
    stage.session.walk.start = stage.pick(3);
    stage.session.walk.step = 5;
    stage.add<WalkPanel>(ImVec2(700, 420), stage.make_slot());
    stage.frames(3);
    const std::vector<float> start = stage.book.find(stage.session.walk.start)->z;
    FakeSlot& slot = stage.slot("walk");
    CHECK(seen(slot) == step_of(start, 5));
    const ImVec2 middle = stage.find(stage.id("walk", {"picture"}));
    stage.move(middle);
    stage.press();
    stage.move(ImVec2(middle.x + 60, middle.y - 20));
    stage.frames(1);
    const std::vector<float> pushed = seen(slot);
    CHECK(pushed != step_of(start, 5));
    CHECK(norm(pushed) == doctest::Approx(norm(step_of(start, 5))));
    CHECK(slot.request.priority == RenderPriority::dragged);
    CHECK(stage.sink.actions.empty());
    stage.release();
    REQUIRE(stage.sink.actions.size() == 1);
    CHECK(stage.session.walk.step == 0);
    CHECK(stage.book.find(stage.session.walk.start)->z == pushed);
    CHECK(says(stage.book.find(stage.session.walk.start)->origin.text, "steered from step 5"));
    stage.frames(2);
    CHECK(seen(slot) == pushed);
    // Another kind goes on from where it is, too: nothing jumps.
    stage.key(ImGuiKey_Period, true);
    stage.frames(1);
    stage.key(ImGuiKey_Period, false);
    stage.frames(2);
    CHECK(seen(slot) == step_of(pushed, 1));
    stage.click(stage.id("/form_", {"Random"}));
    stage.frames(2);
    CHECK(stage.session.walk.kind == WalkKind::random);
    CHECK(stage.session.walk.step == 0);
    CHECK(seen(slot) == step_of(pushed, 1));
}

TEST_CASE("a walk that must please D takes other candidates, and the Session remembers which") {
    PanelStage stage;
    stage.open_model();
    stage.model.has_d = true;
    stage.session.walk.start = stage.pick(3);
    // The fake D says 0.00, 0.01 … to a row of z. Of eight candidates the fourth is the first above
    // 1 % of 256 samples.
    stage.session.walk.least_opinion = 1.0;
    stage.add<WalkPanel>(ImVec2(700, 420), stage.make_slot());
    stage.frames(6);
    CHECK_FALSE(stage.slot("walk.d.reference").wanted);  // once is enough
    CHECK(says(stage.text(), "convinces D more than 1 %"));
    for (int i = 0; i < 3; ++i) {
        stage.key(ImGuiKey_Period, true);
        stage.frames(1);
        stage.key(ImGuiKey_Period, false);
        stage.frames(4);
    }
    const WalkState& state = stage.session.walk;
    CHECK(state.step == 3);
    REQUIRE(state.turns.size() >= 3);
    CHECK(state.turns[0] == WalkTurn{1, 3});
    CHECK(state.turns[2] == WalkTurn{3, 3});
    SteppedWalk walk = plan_from(stage.book.find(state.start)->z).walk();
    for (int i = 0; i < 3; ++i)
        walk.advance(3);
    CHECK(seen(stage.slot("walk")) == walk.z());
    // Without D the same walk is the same.
    stage.model.has_d = false;
    stage.frames(3);
    CHECK(seen(stage.slot("walk")) == walk.z());
    CHECK(says(stage.text(), "came without D"));
}

TEST_CASE("directions whose target is the walk are added to what is shown") {
    PanelStage stage;
    stage.open_model();
    stage.session.walk.start = stage.pick(3);
    stage.session.walk.step = 2;
    Direction smile;
    smile.name = "smile";
    smile.vector.assign(100, 0.0F);
    smile.vector[7] = 1.0F;
    stage.session.directions.list = {{stage.sink.direction(smile), 1.5, false}};
    stage.add<WalkPanel>(ImVec2(700, 420), stage.make_slot());
    stage.frames(3);
    const std::vector<float> z = step_of(stage.book.find(stage.session.walk.start)->z, 2);
    CHECK(seen(stage.slot("walk")) == z);
    stage.session.directions.target = DirectionTarget::walk;
    stage.frames(3);
    std::vector<float> with = z;
    with[7] += 1.5F;
    CHECK(seen(stage.slot("walk")) == with);
    CHECK(says(stage.text(), "With smile +1.5"));
}

TEST_CASE("a walk that cannot go says why") {
    PanelStage stage;
    stage.add<WalkPanel>(ImVec2(700, 420), stage.make_slot());
    stage.frames(2);
    CHECK(says(stage.text(), "Open the face model"));
    stage.open_model();
    stage.model.prior = "uniform";
    stage.session.walk.start = stage.pick(1);
    stage.session.walk.kind = WalkKind::shell;
    stage.frames(2);
    CHECK(says(stage.text(), "no shell"));
    stage.session.walk.kind = WalkKind::smooth;
    stage.slot("walk").error = "the file is gone";
    stage.frames(3);
    CHECK(says(stage.text(), "the file is gone"));
    stage.session.walk.start = stage.sink.sample({1.0F, 2.0F}, {});
    stage.frames(2);
    CHECK(says(stage.text(), "its z has 2 numbers"));
}
