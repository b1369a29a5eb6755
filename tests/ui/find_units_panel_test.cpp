// SPDX-License-Identifier: MIT
#include "ui/panels/find_units_panel.h"

#include <doctest/doctest.h>

#include <memory>
#include <string>

#include "panel_stage.h"
#include "ui/panels/operate_words.h"

using namespace zscope;
using namespace zscope::ui;

namespace {

constexpr ImVec2 kSize(760, 880);

struct Place {
    PanelStage stage;
    FindUnitsPanel& panel;

    Place() : panel(stage.add<FindUnitsPanel>(kSize, stage.make_slot())) {
        stage.open_model();
        stage.model.id = "id";
        stage.operate.emplace();
        NetworkShape shape;
        shape.ngf = 4;
        stage.operate->generator = dcgan_generator(shape);
    }
    ImGuiID in(const char* step, const char* label) {
        return stage.id("find_units", {step, label});
    }
    // From one place of the image to another, as 0 … 1 of it.
    void drag(ImVec2 from, ImVec2 to) {
        const auto [low, side] = image();
        stage.move(ImVec2(low.x + from.x * side, low.y + from.y * side));
        stage.press();
        stage.move(ImVec2(low.x + to.x * side, low.y + to.y * side));
        CHECK(stage.sink.action<OperateSet>() == nullptr);  // a drag in flight is view state
        stage.release();
        stage.frames(2);
    }
    // Where the image is: its item covers it.
    std::pair<ImVec2, float> image() {
        const ImGuiID id = in("where", "region");
        const ImVec2 middle = stage.find(id);
        float left = middle.x, right = middle.x, top = middle.y;
        const auto on = [&](ImVec2 at) {
            stage.move(at);
            return GImGui->HoveredId == id;
        };
        while (on(ImVec2(left - 1, middle.y)))
            left -= 1;
        while (on(ImVec2(right + 1, middle.y)))
            right += 1;
        while (on(ImVec2(middle.x, top - 1)))
            top -= 1;
        return {ImVec2(left, top), right - left + 1};
    }
    void rank(double accuracy = 0.87) {
        auto ranked = std::make_shared<RankedUnits>();
        ranked->ranking.name = stage.session.operate.name;
        ranked->ranking.block = stage.session.operate.block;
        for (int i = 0; i < 40; ++i)
            ranked->ranking.units.push_back({39 - i, 2.0 - 0.06 * i});
        ranked->ranking.accuracy = accuracy;
        ranked->ranking.images = 12;
        ranked->asked = stage.session.operate;
        ranked->model_id = "id";
        stage.operate->ranked = ranked;
    }
    void measure() {
        auto measured = std::make_shared<MeasuredEdits>();
        EffectReport& report = measured->report;
        report.name = "glasses";
        report.judge = "the oracle of faces";
        report.images = 256;
        report.block = 2;
        report.units = {1, 2, 3};
        report.edit.left = {0.1, 0.05, 0.15, 256};
        report.control.left = {0.9, 0.85, 0.95, 256};
        report.edit.outside = report.control.outside = {0.02, 0.01, 0.03, 256};
        report.curve = {{1, {0.8, 0.7, 0.9, 256}, {1, 0.9, 1, 256}},
                        {10, {0.1, 0.05, 0.15, 256}, {0.9, 0.85, 0.95, 256}}};
        measured->edits = stage.session.edits;
        measured->model_id = "id";
        stage.operate->measured = measured;
    }
};

}  // namespace

TEST_CASE("Find units leads from top to bottom, and says at each step what is missing") {
    Place place;
    place.stage.model.available = false;
    CHECK(says(place.stage.text(), "to find its units"));
    place.stage.model.available = true;
    const std::string text = place.stage.text();
    CHECK(says(text, "1   Show where the thing is"));
    CHECK(says(text, "2   Rank the units"));
    CHECK(says(text, "3   Take the first ones out"));
    CHECK(says(text, "No image is marked yet"));
    CHECK(says(text, "Mark where the thing is in a few images first."));
    CHECK(says(text, "Rank the units first"));
    CHECK_FALSE(says(text, "the world of"));
    // A button that is not possible yet does nothing.
    place.stage.click(place.in("rank", "###rank"));
    CHECK(place.stage.sink.wishes.empty());
}

TEST_CASE("a dragged box marks cells of the sample, a second gesture adds, Escape gives it up") {
    Place place;
    PanelStage& stage = place.stage;
    stage.frames();
    place.drag({0.25F, 0.25F}, {0.5F, 0.75F});
    const auto* set = stage.sink.action<OperateSet>();
    REQUIRE(set != nullptr);
    REQUIRE(set->state.regions.size() == 1);
    CHECK(boxes_of(set->state.regions[0].mask) == std::vector<CellBox>{{8, 8, 16, 24}});
    // It is the first sample of the grid, kept in the book under its origin.
    const SamplePointer sample = stage.book.find(set->state.regions[0].id);
    REQUIRE(sample != nullptr);
    CHECK(sample->origin.row == 0);
    CHECK(stage.sink.actions.size() == 1);
    CHECK(says(stage.text(), "1 image marked"));

    stage.sink.actions.clear();
    place.drag({0.8F, 0.1F}, {0.7F, 0.05F});
    REQUIRE(stage.session.operate.regions.size() == 1);
    CHECK(boxes_of(stage.session.operate.regions[0].mask).size() == 2);

    stage.sink.actions.clear();
    const auto [low, side] = place.image();
    stage.move(ImVec2(low.x + 0.1F * side, low.y + 0.1F * side));
    stage.press();
    stage.move(ImVec2(low.x + 0.6F * side, low.y + 0.6F * side));
    stage.key(ImGuiKey_Escape, true);
    stage.frames(2);
    stage.key(ImGuiKey_Escape, false);
    stage.release();
    stage.frames(2);
    CHECK(stage.sink.actions.empty());

    stage.click(place.in("where", "Clear this image"));
    CHECK(stage.session.operate.regions.empty());
}

TEST_CASE("the image is drawn without the edits, the next sample comes by the arrow") {
    Place place;
    PanelStage& stage = place.stage;
    stage.session.edits.resize(1);
    stage.frames();
    const FakeSlot& slot = stage.slot("find units image");
    CHECK(slot.request.edits.empty());
    const auto first = *slot.request.z;
    stage.click(place.in("where", "\uf054##next"));
    stage.frames();
    CHECK(*slot.request.z != first);
    CHECK(says(stage.text(), "2 of 64 of the grid"));
    // Who selects a sample sees it here.
    const SampleId picked = stage.pick(7);
    stage.session.selection = {picked};
    stage.frames();
    CHECK(*slot.request.z == stage.book.find(picked)->z);
    CHECK(says(stage.text(), "8 of 64 of the grid"));
    CHECK(stage.sink.actions.empty());
}

TEST_CASE("ranking is wished for, says how far it is, can be cancelled, and says why it failed") {
    Place place;
    PanelStage& stage = place.stage;
    stage.session.operate.name = "glasses";
    stage.session.operate.regions = {{stage.pick(0), empty_mask(kRegionCells)}};
    set_box(stage.session.operate.regions[0].mask, {0, 0, 9, 9});
    stage.frames();
    stage.click(place.in("rank", "block 3"));
    CHECK(stage.session.operate.block == 3);
    stage.click(place.in("rank", "mean difference"));
    CHECK(stage.session.operate.method == RankMethod::difference);
    // Not this panel's work yet, it becomes so with the wish.
    stage.operate->job = 5;
    stage.jobs = {{5, "Ranking the units of block 3", JobState::running, 0.4, "Looking at maps"}};
    CHECK_FALSE(says(stage.text(), "Looking at maps"));
    stage.click(place.in("rank", "###rank"));
    REQUIRE(stage.sink.wished<OperateWish>() != nullptr);
    CHECK(std::holds_alternative<RankUnits>(*stage.sink.wished<OperateWish>()));
    const std::string working = stage.text();
    CHECK(says(working, "Looking at maps"));
    CHECK(says(working, "40 %"));
    stage.click(stage.id("/working", {"Cancel"}));
    REQUIRE(stage.sink.wished<CancelJob>() != nullptr);
    CHECK(stage.sink.wished<CancelJob>()->id == 5);

    stage.operate->job = 0;
    stage.operate->error = "fewer than two rows inside";
    CHECK(says(stage.text(), "fewer than two rows inside"));
    // Work that another panel asked for is none of this one's.
    stage.operate->job = 6;
    stage.operate->error.clear();
    stage.jobs = {{6, "Looking at the units of block 3", JobState::running, 0.4, "Drawing"}};
    stage.frames();
    CHECK_FALSE(says(stage.text(), "Drawing"));
}

TEST_CASE("the slider takes the first units out while it is dragged, and the list says them") {
    Place place;
    PanelStage& stage = place.stage;
    stage.session.operate.name = "glasses";
    place.rank();
    const std::string text = stage.text();
    CHECK(says(text, "87 % of the time"));
    CHECK(says(text, "34 of 40 units of block 2 speak for glasses"));
    stage.click(place.in("effect", "Take them out"));
    REQUIRE(stage.session.edits.size() == 1);
    CHECK(stage.session.edits[0].name == "glasses");
    CHECK(stage.session.edits[0].block == 2);
    CHECK(stage.session.edits[0].units->size() == 20);
    CHECK(stage.session.edits[0].units->front() == 39);  // the most telling

    const ImVec2 slider = stage.find(place.in("effect", "##top"));
    stage.move(slider);
    stage.press();
    stage.move(ImVec2(slider.x - 60, slider.y));
    const auto during = stage.session.edits[0].units->size();
    CHECK(during < 20);  // before the mouse is let go
    CHECK(during == static_cast<std::size_t>(stage.session.operate.top));
    stage.release();
    stage.frames(2);
    CHECK(stage.session.edits.size() == 1);

    stage.click(place.in("effect", "on"));
    CHECK_FALSE(stage.session.edits[0].on);
    stage.session.operate.block = 3;
    CHECK(says(stage.text(), "block 3 is chosen now: rank again"));
}

TEST_CASE("a measurement is wished for with its curve, and read as a verdict and a table") {
    Place place;
    PanelStage& stage = place.stage;
    stage.session.operate.name = "glasses";
    place.rank();
    stage.frames();
    stage.click(place.in("effect", "Measure"));  // no edit is on yet
    CHECK(stage.sink.wished<OperateWish>() == nullptr);
    stage.click(place.in("effect", "Take them out"));
    stage.click(place.in("effect", "Measure"));
    REQUIRE(stage.sink.wished<OperateWish>() != nullptr);
    const auto* wish = std::get_if<MeasureEdits>(stage.sink.wished<OperateWish>());
    REQUIRE(wish != nullptr);
    CHECK(wish->curve);

    place.measure();
    const std::string text = stage.text();
    CHECK(says(text, verdict_text(stage.operate->measured->report).c_str()));
    CHECK(says(text, "10 % [5, 15]"));
    CHECK(says(text, "90 % [85, 95]"));
    CHECK(says(text, "seen by the oracle of faces"));
    CHECK_FALSE(says(text, "measure again"));
    stage.session.edits[0].strength = 0.5;
    CHECK(says(stage.text(), "before you changed the edits: measure again"));
}

TEST_CASE("ticks and a world's things are sources too") {
    Place place;
    PanelStage& stage = place.stage;
    stage.operate->world = "faces";
    stage.operate->things = {"glasses", "hat"};
    stage.frames();
    stage.click(place.in("where", "ticks"));
    CHECK(stage.session.operate.source == ConceptSource::ticks);
    CHECK(says(stage.text(), "0 yes"));
    CHECK_FALSE(stage.slot("find units image").wanted);
    stage.click(place.in("where", "Tick samples"));
    REQUIRE(stage.sink.wished<ShowPanel>() != nullptr);
    CHECK(stage.sink.wished<ShowPanel>()->id == "tick");

    stage.click(place.in("where", "the world of faces"));
    CHECK(stage.session.operate.source == ConceptSource::world);
    CHECK(says(stage.text(), "The oracle of faces finds it"));
    stage.click(place.in("where", "##thing"));
    stage.click_in_popup("hat");
    CHECK(stage.session.operate.thing == "hat");
    stage.click(place.in("rank", "###rank"));
    CHECK(stage.sink.wished<OperateWish>() != nullptr);
}

TEST_CASE("a unit of the ranking is selected by a click, and one selected elsewhere is marked") {
    Place place;
    PanelStage& stage = place.stage;
    stage.session.operate.name = "glasses";
    place.rank();
    stage.session.operate.block = 3;  // another one than was ranked is looked at
    stage.session.operate.units = {4};
    stage.frames();
    const auto unit = [&](int number) {
        return stage.id("find_units", {"rank", "units", number, "###unit"});
    };
    stage.click(unit(38));  // the second of the list
    CHECK(stage.session.operate.block == 2);
    CHECK(stage.session.operate.units == std::vector<std::int64_t>{38});
    stage.key(ImGuiMod_Ctrl, true);
    stage.click(unit(36));
    CHECK(stage.session.operate.units == std::vector<std::int64_t>{38, 36});
    stage.click(unit(38));
    CHECK(stage.session.operate.units == std::vector<std::int64_t>{36});
    stage.key(ImGuiMod_Ctrl, false);
    CHECK(stage.sink.wished<ShowPanel>() == nullptr);
    const ImVec2 at = stage.find(unit(37));
    stage.frames(30);
    stage.click(at);
    stage.click(at);
    REQUIRE(stage.sink.wished<ShowPanel>() != nullptr);
    CHECK(stage.sink.wished<ShowPanel>()->id == "maps");
    // The last of the list comes into sight when it is selected in Maps.
    const auto scrolled = [] {
        for (const ImGuiWindow* window : GImGui->Windows)
            if (says(window->Name, "/units_")) return window->Scroll.y;
        return -1.0F;
    };
    CHECK(scrolled() == 0.0F);
    stage.session.operate.units = {0};
    stage.frames(3);
    CHECK(scrolled() > 0.0F);
}

TEST_CASE(
    "while a run trains on its ranking stays, says how old it is, and is made again in place") {
    Place place;
    PanelStage& stage = place.stage;
    stage.session.operate.name = "glasses";
    stage.session.operate.source = ConceptSource::ticks;
    stage.session.ticks = {"glasses", {1, 2}, {3, 4}};
    stage.session.model.which = LiveModel{"run"};
    place.rank();
    auto ranked = std::make_shared<RankedUnits>(*stage.operate->ranked);
    ranked->ticks = stage.session.ticks;
    ranked->made_of = {"run", 1200};
    stage.operate->ranked = ranked;
    stage.model.live = true;
    stage.model.id = "of another step";
    stage.model.step = 1260;
    stage.frames();
    CHECK(says(stage.text(), "Ranked 60 steps ago, at step 1,200."));
    CHECK_FALSE(says(stage.text(), "another model"));
    stage.click(place.in("effect", "Take them out"));
    CHECK(stage.session.edits.size() == 1);
    const ImVec2 below = stage.find(place.in("effect", "Measure"));
    // The next snapshot, and then the work on the next ranking: nothing below moves.
    stage.model.step = 12'600;
    CHECK(stage.find(place.in("effect", "Measure")).y == below.y);
    stage.operate->job = 5;
    stage.jobs = {{5, "Ranking", JobState::running, 0.4, "Looking at the maps"}};
    stage.click(place.in("rank", "###rank"));
    REQUIRE(stage.sink.wished<OperateWish>() != nullptr);
    stage.frames(2);
    const std::string working = stage.text();
    CHECK(says(working, "Looking at the maps"));
    CHECK(says(working, "34 of 40 units of block 2"));
    CHECK(stage.find(place.in("effect", "Measure")).y == below.y);
    stage.click(place.in("rank", "Cancel"));
    REQUIRE(stage.sink.wished<CancelJob>() != nullptr);
    CHECK(stage.sink.wished<CancelJob>()->id == 5);
    // The new ranking has other first units: the edit is left as it is until a person says so.
    stage.operate->job = 0;
    ranked = std::make_shared<RankedUnits>(*ranked);
    std::swap(ranked->ranking.units[0], ranked->ranking.units[25]);
    stage.operate->ranked = ranked;
    const std::vector<Edit> before = stage.session.edits;
    CHECK(says(stage.text(), "other units than the first of this ranking"));
    CHECK(stage.session.edits == before);
    stage.click(place.in("effect", "Take these units"));
    CHECK(*stage.session.edits[0].units == ranked->ranking.first(20));
    CHECK_FALSE(says(stage.text(), "other units than the first"));
}
