// SPDX-License-Identifier: MIT
// The Maps panel: what it asks for, how the sheet lies, what clicks on units do.
#include <doctest/doctest.h>

#include <algorithm>
#include <cmath>
#include <string>
#include <vector>

#include "panel_stage.h"
#include "ui/panels/maps_panel.h"

using namespace zscope;
using namespace zscope::ui;

namespace {

using Units = std::vector<std::int64_t>;

struct MapsStage : PanelStage {
    MapsStage() {
        open_model();
        session.operate.block = 1;
        session.selection = {pick(3)};
        panel = &add<MapsPanel>(ImVec2(900, 700), make_slot());
        frames(3);
    }
    ImGuiID unit(int number) const { return id("/sheet", {number, "unit"}); }
    ImGuiID in_strip(const char* label) const { return id("/strip", {label}); }

    MapsPanel* panel = nullptr;
};

std::shared_ptr<const BlockFacts> made_up_facts() {
    auto facts = std::make_shared<BlockFacts>();
    facts->block = 1;
    facts->seed = 5;
    facts->samples = 4096;
    facts->units.resize(8);
    facts->units[2].silent = 1.0;
    facts->units[6].effect = 0.25;
    facts->units[1].effect = 0.125;
    facts->units[6].top = {4000, 17, 9};
    return facts;
}

}  // namespace

TEST_CASE("a sheet of maps fits, and no two maps overlap") {
    for (const ImVec2 view : {ImVec2(600, 500), ImVec2(300, 700), ImVec2(900, 120)}) {
        for (const int count : {1, 3, 64, 512}) {
            const MapsPlace place = fit_sheet(view, count, 2);
            CHECK(place.extent().x <= view.x + place.gap + 1);
            CHECK(place.extent().y <= view.y + place.gap + 1);
            for (int i = 1; i < count; ++i) {
                const ImVec2 a = place.corner(i - 1), b = place.corner(i);
                CHECK((b.x - a.x >= place.side() || b.y - a.y >= place.side()));
            }
        }
    }
}

TEST_CASE("zooming keeps what is under the mouse there, and the sheet never leaves the view") {
    const ImVec2 view(600, 500), mouse(410, 220);
    const MapsPlace fitted = fit_sheet(view, 512, 2);
    const MapsPlace near = zoom_sheet(fitted, view, mouse, 5);
    const auto under = [&](const MapsPlace& place) {
        return ImVec2((mouse.x - place.offset.x) / place.zoom,
                      (mouse.y - place.offset.y) / place.zoom);
    };
    CHECK(under(near).x == doctest::Approx(under(fitted).x));
    CHECK(under(near).y == doctest::Approx(under(fitted).y));
    CHECK(zoom_sheet(near, view, mouse, 1e-6F).zoom == 1.0F);
    CHECK(zoom_sheet(near, view, mouse, 1e6F).zoom == kMostSheetZoom);
    const MapsPlace far = move_sheet(near, view, ImVec2(-1e6F, -1e6F));
    CHECK(far.offset.x + far.extent().x >= view.x - 1);
    CHECK(far.offset.y + far.extent().y >= view.y - 1);
    CHECK(move_sheet(near, view, ImVec2(1e6F, 1e6F)).offset.x == 0.0F);
    for (const int index : {0, 40, 511}) {
        const MapsPlace shown = show_tile(near, view, index);
        CHECK(shown.corner(index).x >= -0.5F);
        CHECK(shown.corner(index).y >= -0.5F);
        CHECK(shown.corner(index).x + shown.side() <= view.x + 0.5F);
        CHECK(shown.corner(index).y + shown.side() <= view.y + 0.5F);
        CHECK(near_view(shown, view, index));
    }
    CHECK_FALSE(near_view(near, view, 0));
}

TEST_CASE("without a model or a sample Maps says what to do, and asks for nothing") {
    PanelStage stage;
    stage.add<MapsPanel>(ImVec2(900, 700), stage.make_slot());
    CHECK(says(stage.text(), "to look into it"));
    stage.open_model();
    CHECK(says(stage.text(), "Click a sample to see what every unit"));
    CHECK_FALSE(stage.slot("maps").wanted);
    stage.click(stage.id("maps", {"Show the first sample"}));
    CHECK(stage.session.selection == std::vector<SampleId>{stage.pick(0)});
    stage.frames(2);
    CHECK(stage.slot("maps").wanted);
    stage.slot("maps").error = "the disk is gone";
    stage.session.operate.block = 1;
    stage.frames(3);
    CHECK(says(stage.text(), "the disk is gone"));
}

TEST_CASE("Maps asks for one block of the selected sample as it is shown, without the edits") {
    MapsStage stage;
    stage.session.truncation = 0.5;
    stage.session.edits = {Edit{}};
    stage.frames(3);
    const RenderRequest& request = stage.slot("maps").request;
    CHECK(request.count == 1);
    CHECK(std::get<WantBlock>(request.want).block == 1);
    const SamplePointer sample = stage.book.find(stage.session.selection.back());
    CHECK(request.z->front() == doctest::Approx(sample->z.front() / 2));
    CHECK(request.edits.empty());
    const int before = stage.slot("maps").submits;
    stage.frames(5);
    CHECK(stage.slot("maps").submits == before);  // nothing new: nothing asked
    stage.panel->set_settings({{"edits", true}});
    stage.frames(3);
    CHECK(request.edits.size() == 1);
    CHECK(stage.panel->settings().at("edits") == true);
}

TEST_CASE("a click on a block chooses it; one that the model lacks is its last") {
    MapsStage stage;
    CHECK(says(stage.text(), "Block 2 · 6 maps 8×8"));
    stage.click(stage.id("maps", {"###block2"}));
    CHECK(stage.session.operate.block == 2);
    CHECK(std::get<WantBlock>(stage.slot("maps").request.want).block == 2);
    CHECK(stage.panel->sheet().maps().count == 6);
    stage.session.operate.block = 9;
    stage.frames(3);
    CHECK(std::get<WantBlock>(stage.slot("maps").request.want).block == 3);
    CHECK(stage.panel->sheet().maps().with_sign);
}

TEST_CASE("clicks select units as they select samples") {
    MapsStage stage;
    stage.click(stage.unit(1));
    CHECK(stage.panel->sheet().selected() == Units{1});
    stage.key(ImGuiMod_Ctrl, true);
    stage.click(stage.unit(4));
    CHECK(stage.panel->sheet().selected() == Units{1, 4});
    stage.click(stage.unit(1));
    CHECK(stage.panel->sheet().selected() == Units{4});
    stage.key(ImGuiMod_Ctrl, false);
    stage.key(ImGuiMod_Shift, true);
    stage.click(stage.unit(3));
    stage.key(ImGuiMod_Shift, false);
    CHECK(stage.panel->sheet().selected() == Units{1, 2, 3});
    CHECK(stage.session.operate.units == Units{1, 2, 3});  // a ranking marks them
    stage.session.operate.units = {5, 4, 99};  // selected there; one that the block lacks
    stage.frames(2);
    CHECK(stage.panel->sheet().selected() == Units{5, 4});
    stage.click(stage.id("maps", {"###block2"}));
    CHECK(stage.panel->sheet().selected().empty());  // other units
    CHECK(stage.session.operate.units.empty());
}

TEST_CASE("Ablate takes the selected units out, pressed again it puts them back") {
    MapsStage stage;
    stage.click(stage.unit(4));
    stage.click(stage.in_strip("###ablate"));
    REQUIRE(stage.session.edits.size() == 1);
    CHECK(stage.session.edits.front().units == Units{4});
    CHECK(stage.session.edits.front().op == EditOp::ablate);
    CHECK(says(stage.text(), "Ablated"));
    stage.click(stage.in_strip("###ablate"));
    CHECK(stage.session.edits.empty());
}

TEST_CASE("the other verbs append an edit with a value that fits these units") {
    MapsStage stage;
    stage.click(stage.unit(4));  // its highest cell is 5
    for (const char* verb : {"×2", "Invert", "Hold", "Add"})
        stage.click(stage.in_strip(verb));
    const std::vector<Edit>& edits = stage.session.edits;
    REQUIRE(edits.size() == 4);
    CHECK(edits[0].op == EditOp::scale);
    CHECK(edits[0].value == 2.0);
    CHECK(edits[1].op == EditOp::invert);
    CHECK(edits[2].op == EditOp::hold);
    CHECK(edits[2].value == 5.0);
    CHECK(edits[3].op == EditOp::add);
    CHECK(edits[3].value == 2.5);
    CHECK(edits[3].units == Units{4});
}

TEST_CASE("maps lie by number, by what they do in this sample, or by effect once that is known") {
    MapsStage stage;
    CHECK(stage.panel->sheet().order() == Units{0, 1, 2, 3, 4, 5, 6, 7});
    stage.panel->set_settings({{"order", "activation"}});
    stage.frames(2);
    CHECK(stage.panel->sheet().order() == Units{7, 6, 5, 4, 3, 1, 0, 2});
    stage.panel->set_settings({{"order", "effect"}});
    stage.frames(2);
    CHECK(stage.panel->sheet().order() == Units{0, 1, 2, 3, 4, 5, 6, 7});
    CHECK(says(stage.text(), "not known yet"));
    stage.operate.emplace();
    stage.operate->facts[1] = made_up_facts();
    stage.frames(2);
    CHECK(stage.panel->sheet().order() == Units{6, 1, 0, 2, 3, 4, 5, 7});
    CHECK_FALSE(says(stage.text(), "not known yet"));
}

TEST_CASE("many samples are looked at when asked; while they are, it says how far and can stop") {
    MapsStage stage;
    stage.click(stage.in_strip("Look at 4,096 samples"));
    const auto* wish = stage.sink.wished<OperateWish>();
    REQUIRE(wish != nullptr);
    CHECK(std::get<LookAtUnits>(*wish).block == 1);
    stage.operate.emplace();
    stage.operate->job = 8;
    stage.jobs = {{8, "Looking at the units of block 1", JobState::running, 0.4, ""}};
    CHECK(says(stage.text(), "Looking at the units of block 1"));
    stage.click(stage.in_strip("Cancel##facts"));
    REQUIRE(stage.sink.wished<CancelJob>() != nullptr);
    CHECK(stage.sink.wished<CancelJob>()->id == 8);
    stage.jobs.clear();
    stage.operate->job = 0;
    stage.operate->error = "not enough memory";
    CHECK(says(stage.text(), "not enough memory"));
    stage.operate->error.clear();
    stage.model.live = true;
    stage.click(stage.in_strip("Freeze the model"));
    CHECK(stage.sink.wished<FreezeLive>() != nullptr);
}

TEST_CASE(
    "the best images of a unit are rows of the draw that was looked at; a click selects one") {
    MapsStage stage;
    stage.operate.emplace();
    stage.operate->facts[1] = made_up_facts();
    stage.frames(2);
    stage.click(stage.unit(6));
    stage.frames(3);
    CHECK(says(stage.text(), "Unit 6, most active"));
    const FakeSlot& best = stage.slot("maps.best");
    REQUIRE(best.request.count == 3);
    const std::vector<float> all = draw_for(stage.model, GridState{5, 4096});
    CHECK(best.request.z->at(0) == all.at(std::size_t{4000} * 100));
    CHECK(best.request.z->at(100) == all.at(std::size_t{17} * 100));
    stage.click(stage.id("/strip", {"best", 1, "card"}));
    const SamplePointer picked = stage.book.find(stage.session.selection.back());
    REQUIRE(picked != nullptr);
    CHECK(picked->origin.seed == 5);
    CHECK(picked->origin.row == 17);
    CHECK(picked->z.front() == all.at(std::size_t{17} * 100));
}

TEST_CASE("what is said of a unit: figures here and over many samples, a dead one by name") {
    MapsStage stage;
    const BlockMaps& maps = stage.panel->sheet().maps();
    const auto facts = made_up_facts();
    CHECK(says(map_figures(maps, 4, nullptr), "88 % of the cells are 0"));
    CHECK(says(map_figures(maps, 6, facts.get()), "by 25.0 % on average"));
    CHECK(says(facts_text(facts->units[2], 4096), "silent in all of them, a dead unit"));
    CHECK_FALSE(says(facts_text(facts->units[6], 4096), "dead"));
    CHECK(highest_of(maps, Units{1, 4, 3}) == 5.0);
    stage.operate.emplace();
    stage.operate->facts[1] = facts;
    stage.frames(2);
    stage.click(stage.unit(2));
    CHECK(says(stage.text(), "a dead unit"));
}

TEST_CASE("the spectrum as colours: the strongest yellow, ten thousand times less dark") {
    const ImageRgba8 image = spectrum_image(std::vector<float>{1.0F, 1e-9F, 1e-2F, 0.0F}, 2);
    CHECK(image.pixels[0] == 253);
    CHECK(image.pixels[4] == 68);
    CHECK(image.pixels[8] == 33);  // half way on the logarithmic scale
    CHECK(image.pixels[12] == 68);
    CHECK(spectrum_image(std::vector<float>(4, 0.0F), 2).pixels[0] == 68);
}

TEST_CASE("hidden, Maps lets go of its requests") {
    MapsStage stage;
    CHECK(stage.slot("maps").wanted);
    stage.panel->rest();
    for (const char* name : {"maps", "maps.sample"})
        CHECK_FALSE(stage.slot(name).wanted);
}
