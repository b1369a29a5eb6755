// SPDX-License-Identifier: MIT
// The Timeline: which run, where on it, its states, and what a hand on it does.
#include "ui/panels/timeline_panel.h"

#include <doctest/doctest.h>

#include <string>
#include <vector>

#include "panel_stage.h"
#include "ui/panels/timeline_layout.h"

using namespace zscope;
using namespace zscope::ui;

namespace {

std::shared_ptr<const ImageRgba8> picture(std::uint8_t grey) {
    ImageRgba8 image{32, 32, {}};
    image.pixels.assign(4 * 32 * 32, grey);
    return std::make_shared<const ImageRgba8>(std::move(image));
}

TimelineView view_of(const std::vector<std::int64_t>& steps) {
    TimelineView view;
    view.state = TimelineView::State::ready;
    view.run_id = "run";
    view.run_name = "faces-03";
    view.size = 32;
    for (const std::int64_t step : steps)
        view.moments.push_back({step, MomentKind::light, picture(100), {}});
    return view;
}

Session at(std::int64_t step) {
    Session session;
    session.model.which = RunSnapshot{"run", step};
    return session;
}

const RunSnapshot* chosen(const PanelStage& stage) {
    const auto* action = stage.sink.action<ModelChoose>();
    return action == nullptr ? nullptr : std::get_if<RunSnapshot>(&action->model.which);
}

}  // namespace

TEST_CASE("timeline: where the Session stands on it") {
    const TimelineView view = view_of({0, 10, 100, 1000});
    CHECK(timeline_position(view, at(100)).index == 2);
    CHECK_FALSE(timeline_position(view, at(100)).newest);
    CHECK(timeline_position(view, at(500)).index == 2);  // thinned out: the one before
    CHECK(timeline_position(view, at(0)).index == 0);
    CHECK(timeline_position(view_of({10, 20}), at(5)).index == 0);  // none before: the first
    Session other = at(100);
    other.model.which = RunSnapshot{"another", 100};
    CHECK(timeline_position(view, other).newest);
    other.model.which = LiveModel{"run"};
    CHECK(timeline_position(view, other).newest);
    CHECK(timeline_position(view, other).index == 3);
    CHECK(timeline_position(TimelineView{}, at(3)).index == 0);
}

TEST_CASE("timeline: steps in few characters") {
    CHECK(short_step(0) == "0");
    CHECK(short_step(820) == "820");
    CHECK(short_step(1000) == "1k");
    CHECK(short_step(1200) == "1.2k");
    CHECK(short_step(33'000) == "33k");
    CHECK(short_step(820'000) == "820k");
    CHECK(short_step(1'500'000) == "1.5M");
}

TEST_CASE("timeline: pictures fill the room, all in sight, and scroll only when too small") {
    for (const int count : {1, 5, 18, 42, 66}) {
        const FilmLayout film = film_layout(1200, 150, count, 4, 16, 40, 128);
        CAPTURE(count);
        const int rows = (count + film.columns - 1) / film.columns;
        CHECK(static_cast<float>(film.columns) * (film.tile + 4) - 4 <= 1200);
        CHECK(film.tile >= 40);
        CHECK(film.tile <= 128);
        if (film.tile > 40) CHECK(static_cast<float>(rows) * (film.tile + 16 + 4) - 4 <= 150);
    }
    CHECK(film_layout(1200, 150, 1, 4, 16, 40, 128).tile == 128);
    CHECK(film_layout(100, 60, 200, 4, 16, 40, 128).tile == 40);
    CHECK(film_layout(100, 60, 200, 4, 16, 40, 128).columns == 2);
    CHECK(film_layout(10, 10, 3, 4, 16, 40, 128).columns == 1);
}

TEST_CASE("timeline: without a run it says what to do, and asks for nothing") {
    PanelStage stage;
    stage.add<TimelinePanel>(ImVec2(900, 300));
    CHECK(says(stage.text(), "train one, or open a run folder"));
    CHECK_FALSE(stage.wants_timeline.has_value());
}

TEST_CASE("timeline: it asks for the run of the Session's model and the first selected z") {
    PanelStage stage;
    stage.open_model();
    stage.add<TimelinePanel>(ImVec2(900, 300));
    stage.session.model.which = RunSnapshot{"run", 10};
    CHECK(says(stage.text(), "Looking for the steps"));
    REQUIRE(stage.wants_timeline.has_value());
    CHECK(stage.wants_timeline->run_id == "run");
    CHECK(stage.wants_timeline->z == nullptr);
    const SampleId first = stage.pick(5);
    const SampleId second = stage.pick(9);
    stage.session.selection = {first, second};
    stage.frames();
    REQUIRE(stage.wants_timeline->z != nullptr);
    CHECK(*stage.wants_timeline->z == stage.book.find(first)->z);
    stage.session.model.which = OpenedModel{"id", "file"};
    stage.open_run(10);
    stage.frames();
    CHECK(stage.wants_timeline->run_id == stage.opened_run->run_id);
}

TEST_CASE("timeline: a run folder that is gone, and one without a step, are said in words") {
    PanelStage stage;
    stage.add<TimelinePanel>(ImVec2(900, 300));
    stage.session = at(10);
    stage.timeline = view_of({});
    CHECK(says(stage.text(), "has kept no step so far"));
    stage.timeline->state = TimelineView::State::failed;
    stage.timeline->error = "There is no run folder /x any more.";
    const std::string text = stage.text();
    CHECK(says(text, "no run folder /x any more"));
    CHECK(says(text, "Open the run folder where it lies now"));
}

TEST_CASE("timeline: a click on a picture chooses its step; the newest is one button away") {
    PanelStage stage;
    stage.open_model();
    stage.add<TimelinePanel>(ImVec2(900, 300));
    stage.session = at(10);
    stage.timeline = view_of({0, 10, 100});
    stage.frames();
    const auto picture_of = [&](int step) { return stage.id("timeline/film", {step, "moment"}); };
    stage.click(picture_of(100));
    REQUIRE(chosen(stage) != nullptr);
    CHECK(*chosen(stage) == RunSnapshot{"run", 100});
    stage.click(picture_of(0));
    CHECK(*chosen(stage) == RunSnapshot{"run", 0});
    stage.click(stage.id("timeline", {"Newest###newest"}));
    CHECK(*chosen(stage) == RunSnapshot{"run", 100});
    // While the run is live, the way back leads to the live model.
    ModelRegistry::Entry live;
    live.ref.which = LiveModel{"run"};
    stage.models.push_back(live);
    stage.trainer.run_id = "run";
    stage.trainer.state = TrainerState::running;
    stage.frames();
    stage.click(stage.id("timeline", {"Live###newest"}));
    CHECK(std::holds_alternative<LiveModel>(stage.session.model.which));
}

TEST_CASE("timeline: K pins the chosen step, and a pinned one is given back") {
    PanelStage stage;
    stage.add<TimelinePanel>(ImVec2(900, 300));
    stage.session = at(10);
    stage.timeline = view_of({0, 10, 100});
    stage.frames();
    stage.click(stage.id("timeline/film", {10, "moment"}));
    stage.key(ImGuiKey_K, true);
    stage.frames();
    stage.key(ImGuiKey_K, false);
    stage.frames();
    const auto* pin = stage.sink.wished<PinMoment>();
    REQUIRE(pin != nullptr);
    CHECK(pin->run_id == "run");
    CHECK(pin->step == 10);
    CHECK(pin->pin);
    stage.timeline->moments[1].kind = MomentKind::pinned;
    stage.frames();
    CHECK(says(stage.text(), "Unpin"));
    stage.click(stage.id("timeline", {"###pin"}));
    CHECK_FALSE(stage.sink.wished<PinMoment>()->pin);
    // Live, there is no step to pin.
    const std::size_t before = stage.sink.wishes.size();
    stage.session.model.which = LiveModel{"run"};
    stage.frames();
    stage.key(ImGuiKey_K, true);
    stage.frames();
    CHECK(stage.sink.wishes.size() == before);
}

TEST_CASE("timeline: a step that cannot be drawn says why, beside those that can") {
    PanelStage stage;
    stage.add<TimelinePanel>(ImVec2(900, 300));
    stage.session = at(10);
    stage.timeline = view_of({0, 10, 100});
    stage.timeline->moments[2].image = nullptr;
    stage.timeline->moments[2].error = "step-000100.safetensors: cut off";
    stage.frames();
    stage.move(stage.find(stage.id("timeline/film", {100, "moment"})));
    stage.frames(60);
    CHECK(says(stage.text(), "cut off"));
}

TEST_CASE("timeline: a run that another process writes is said to be followed") {
    PanelStage stage;
    stage.add<TimelinePanel>(ImVec2(900, 300));
    stage.open_run(10);
    stage.opened_run->followed = true;
    stage.session.model.which = LiveModel{stage.opened_run->run_id};
    stage.timeline = view_of({0, 10});
    stage.timeline->run_id = stage.opened_run->run_id;
    const std::string text = stage.text();
    CHECK(says(text, "followed live: written by another process"));
    CHECK(says(text, "live"));
}
