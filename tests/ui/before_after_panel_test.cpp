// SPDX-License-Identifier: MIT
// Before and after: the same z without and with the edits, what changed, and the other one in
// place.
#include <doctest/doctest.h>

#include <memory>
#include <string>
#include <vector>

#include "core/surgery/unit_edits.h"
#include "panel_stage.h"
#include "ui/panels/before_after_panel.h"

using namespace zscope;
using namespace zscope::ui;

namespace {

struct EditedStage : PanelStage {
    explicit EditedStage(const char* of) {
        open_model();
        session.edits = with_edit({}, 2, {7}, EditOp::ablate, 0.0);
        panel = &add<BeforeAfterPanel>(ImVec2(1000, 500), make_slot());
        panel->set_settings({{"of", of}});
        frames(3);
    }
    BeforeAfterPanel* panel = nullptr;
};

RenderResult plain(std::uint8_t level, std::int64_t step) {
    RenderResult result;
    result.step = step;
    result.done = true;
    auto image = std::make_shared<ImageRgba8>(ImageRgba8{2, 2, {}});
    image->pixels.assign(16, level);
    result.tiles = {image};
    return result;
}

}  // namespace

TEST_CASE("three squares and their words fit into any room, none over another") {
    for (const ImVec2 room : {ImVec2(900, 400), ImVec2(300, 800), ImVec2(500, 500)}) {
        const SquaresLayout layout = square_layout(room, 3, 20, 8);
        CHECK(layout.side > 90);
        for (int i = 0; i < 3; ++i) {
            const ImVec2 a = layout.corner(i);
            CHECK(a.y >= layout.caption);
            CHECK(a.x + layout.side <= room.x + 0.5F);
            CHECK(a.y + layout.side <= room.y + 0.5F);
            for (int k = 0; k < i; ++k) {
                const ImVec2 b = layout.corner(k);
                CHECK((a.x - b.x >= layout.side || a.y - layout.caption - b.y >= layout.side));
            }
        }
    }
}

TEST_CASE("the change in words") {
    CHECK(change_text(change_figures({})).empty());
    CHECK(change_text(change_figures({0.0, 0.0})) == "nothing changed");
    CHECK(change_text(change_figures({0.25})) == "changed by 25.0 %");
    CHECK(change_text(change_figures({0.1, 0.3})) == "changed by 20.0 % on average, 10.0 … 30.0 %");
}

TEST_CASE("only images of the same step of a training are compared") {
    PanelStage stage;  // textures need its GL
    EditDifference difference;
    const RenderResult before = plain(100, 7), after = plain(151, 7), later = plain(151, 8);
    CHECK_FALSE(difference.take(&before, &later));
    CHECK_FALSE(difference.take(&before, nullptr));
    REQUIRE(difference.take(&before, &after));
    CHECK(difference.figures().mean == doctest::Approx(0.2));
    CHECK(difference.maps().has(0));
    CHECK_FALSE(difference.take(&later, &after));
    CHECK(difference.figures().mean == doctest::Approx(0.2));  // what is shown stays
}

TEST_CASE("without an edit the panel says how to make one, and asks for nothing") {
    PanelStage stage;
    stage.add<BeforeAfterPanel>(ImVec2(1000, 500), stage.make_slot());
    CHECK(says(stage.text(), "to change what it draws"));
    stage.open_model();
    CHECK(says(stage.text(), "Nothing is changed yet"));
    CHECK_FALSE(stage.slot("before_after.with").wanted);
    stage.click(stage.id("before_after", {"Show the maps"}));
    REQUIRE(stage.sink.wished<ShowPanel>() != nullptr);
    CHECK(stage.sink.wished<ShowPanel>()->id == "maps");
}

TEST_CASE("the grid: its first 16 samples on both sides, the edits on one") {
    EditedStage stage("grid");
    const RenderRequest& without = stage.slot("before_after.without").request;
    const RenderRequest& with = stage.slot("before_after.with").request;
    CHECK(without.count == 16);
    CHECK(*without.z == *with.z);
    CHECK(without.edits.empty());
    CHECK(with.edits == stage.session.edits);
    CHECK(without.z->at(1500) == stage.book.find(stage.pick(15))->z.at(0));
    CHECK(says(stage.text(), "1 edit · changed by"));
    stage.click(stage.id("before_after", {1, 5, "card"}));
    CHECK(stage.session.selection == std::vector<SampleId>{stage.pick(5)});
    stage.session.edits.front().on = false;
    CHECK(says(stage.text(), "All edits are off"));
    stage.session.grid.count = 9;
    stage.frames(3);
    CHECK(stage.slot("before_after.with").request.count == 9);
}

TEST_CASE("images that a hand waits for come first, and only those") {
    EditedStage stage("grid");
    CHECK(stage.slot("before_after.with").request.priority == RenderPriority::visible);
    stage.session.edits.front().units = std::vector<std::int64_t>{8};
    stage.frames(1);
    CHECK(stage.slot("before_after.with").request.priority == RenderPriority::dragged);
    CHECK(stage.slot("before_after.without").request.priority == RenderPriority::visible);
    stage.frames(2);
    CHECK(stage.slot("before_after.with").request.priority == RenderPriority::visible);
}

TEST_CASE("one sample is drawn at the Inspector's truncation") {
    EditedStage stage("one");
    CHECK(says(stage.text(), "Click a sample"));
    CHECK_FALSE(stage.slot("before_after.with").wanted);
    stage.session.selection = {stage.pick(3)};
    stage.session.truncation = 0.5;
    stage.frames(3);
    const RenderRequest& with = stage.slot("before_after.with").request;
    CHECK(with.count == 1);
    CHECK(with.z->front() ==
          doctest::Approx(stage.book.find(stage.session.selection.back())->z.front() / 2));
    CHECK(stage.panel->settings().at("of") == "one");
}

TEST_CASE("holding the mouse or Shift shows the other one in place, as long as it is held") {
    EditedStage stage("one");
    stage.session.selection = {stage.pick(3)};
    stage.frames(3);
    stage.move(stage.find(stage.id("before_after", {1, "image"})));
    CHECK_FALSE(stage.panel->swapped());
    stage.press();
    stage.frames(2);
    CHECK(stage.panel->swapped());
    stage.release();
    CHECK_FALSE(stage.panel->swapped());
    for (const ImGuiKey key : {ImGuiMod_Shift, ImGuiKey_Space}) {
        stage.key(key, true);
        stage.frames(2);
        CHECK(stage.panel->swapped());
        CHECK(says(stage.text(), "Without (held)"));
        stage.key(key, false);
        stage.frames(2);
        CHECK_FALSE(stage.panel->swapped());
    }
}

TEST_CASE("wipe: one picture or one grid with an edge that is dragged, and the difference") {
    EditedStage stage("one");
    stage.session.selection = {stage.pick(3)};
    stage.panel->set_settings({{"wipe", true}, {"edge", 0.25}});
    stage.frames(3);
    CHECK(says(stage.text(), "Without | with the edits"));
    const auto edge = [&] { return stage.panel->settings().at("edge").get<double>(); };
    // Of one picture, a press anywhere in it brings the edge there.
    const ImVec2 middle = stage.find(stage.id("before_after", {"wipe"}));
    stage.click(middle);
    CHECK(edge() == doctest::Approx(0.5).epsilon(0.05));
    stage.key(ImGuiKey_Comma, true);
    stage.frames(2);
    stage.key(ImGuiKey_Comma, false);
    stage.frames(2);
    CHECK(edge() == doctest::Approx(0.45).epsilon(0.05));
    stage.key(ImGuiMod_Shift, true);
    stage.frames(2);
    CHECK(stage.panel->swapped());
    CHECK(says(stage.text(), "With | without the edits (held)"));
    stage.key(ImGuiMod_Shift, false);
    stage.frames(2);
    CHECK_FALSE(stage.panel->swapped());
    // Of a grid, only the edge itself is taken: a card keeps its click.
    stage.panel->set_settings({{"of", "grid"}});
    stage.frames(3);
    const double before = edge();
    stage.click(stage.id("before_after", {0, "card"}));
    CHECK(stage.session.selection == std::vector<SampleId>{stage.pick(0)});
    CHECK(edge() == before);
    const ImVec2 grip = stage.find(stage.id("before_after", {"wipe"}));
    stage.move(grip);
    stage.press();
    stage.move(ImVec2(grip.x + 50, grip.y));
    stage.release();
    CHECK(edge() > before);
}

TEST_CASE("a model that cannot be drawn says why") {
    EditedStage stage("grid");
    stage.slot("before_after.with").error = "unit 700: block 2 has 256";
    stage.session.edits.front().units = std::vector<std::int64_t>{700};
    stage.frames(3);
    CHECK(says(stage.text(), "unit 700: block 2 has 256"));
    stage.panel->rest();
    CHECK_FALSE(stage.slot("before_after.with").wanted);
}
