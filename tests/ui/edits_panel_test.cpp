// SPDX-License-Identifier: MIT
#include "ui/panels/edits_panel.h"

#include <doctest/doctest.h>

#include <string>

#include "core/surgery/region_mask.h"
#include "panel_stage.h"

using namespace zscope;
using namespace zscope::ui;

namespace {

struct Place {
    PanelStage stage;

    Place() {
        stage.add<EditsPanel>(ImVec2(340, 700));
        stage.open_model();
        stage.operate.emplace();
        NetworkShape shape;
        shape.ngf = 4;
        stage.operate->generator = dcgan_generator(shape);
    }
    void two_edits() {
        Edit first, second;
        first.block = 2;
        first.units = {1, 2, 3};
        first.name = "glasses";
        second.block = 3;
        stage.session.edits = {first, second};
    }
    ImGuiID in_row(int row, const char* label) { return stage.id("/list", {row, label}); }
    const std::vector<Edit>& edits() const { return stage.session.edits; }
};

}  // namespace

TEST_CASE("without edits the panel says what they are and leads to Find units") {
    Place place;
    place.stage.model.available = false;
    CHECK(says(place.stage.text(), "to edit its maps"));
    place.stage.model.available = true;
    CHECK(says(place.stage.text(), "No edits yet"));
    place.stage.click(place.stage.id("edits", {"Find units"}));
    REQUIRE(place.stage.sink.wished<ShowPanel>() != nullptr);
    CHECK(place.stage.sink.wished<ShowPanel>()->id == "find_units");
}

TEST_CASE("each control of a row is one action on the list") {
    Place place;
    place.two_edits();
    const std::string text = place.stage.text();
    CHECK(says(text, "glasses · block 2 · 3 units"));
    CHECK(says(text, "Block 3 · all units"));
    const std::vector<Edit> before = place.edits();
    place.stage.click(place.in_row(0, "##on"));
    CHECK_FALSE(place.edits()[0].on);
    CHECK(place.edits()[1] == before[1]);
    CHECK(place.stage.sink.actions.size() == 1);

    place.stage.click(place.in_row(1, "\uf077##up"));
    CHECK(place.edits()[0] == before[1]);
    CHECK(place.edits()[1].name == "glasses");
    place.stage.click(place.in_row(0, "\uf078##down"));
    CHECK(place.edits()[1] == before[1]);
    place.stage.click(place.in_row(0, "\uf077##up"));  // the first goes no further
    CHECK(place.edits()[1] == before[1]);
    place.stage.click(place.in_row(0, "\uf0c5##copy"));
    REQUIRE(place.edits().size() == 3);
    CHECK(place.edits()[1] == place.edits()[0]);
    place.stage.click(place.in_row(0, "\uf00d##remove"));
    CHECK(place.edits().size() == 2);
    CHECK(place.stage.sink.actions.size() == 5);
}

TEST_CASE("a double-click on an edit's title gives it another name, as one action") {
    Place place;
    place.two_edits();
    place.stage.frames();
    const ImVec2 title = place.stage.find(place.in_row(0, "title"));
    place.stage.click(title);
    place.stage.frames(30);  // one click alone does nothing
    CHECK(GImGui->OpenPopupStack.Size == 0);
    place.stage.click(title);
    place.stage.click(title);
    place.stage.frames(3);
    CHECK(says(place.stage.popup_text(), "Empty: no name"));
    const auto type = [&](const char* text) {
        ImGui::GetIO().AddInputCharactersUTF8(text);
        place.stage.frames(2);
        place.stage.key(ImGuiKey_Enter, true);
        place.stage.frames(2);
        place.stage.key(ImGuiKey_Enter, false);
        place.stage.frames(2);
    };
    type("spectacles");  // what stood there is selected
    REQUIRE(place.stage.sink.actions.size() == 1);
    CHECK(place.stage.sink.action<EditsSet>() != nullptr);
    CHECK(place.edits()[0].name == "spectacles");
    CHECK(place.edits()[1].name.empty());
    CHECK(says(place.stage.text(), "spectacles · block 2 · 3 units"));
    // The menu does the same.
    place.stage.click(place.stage.find(place.in_row(1, "title")), 1);
    place.stage.click_in_popup("Rename …");
    place.stage.frames(3);
    type("sky");
    CHECK(place.edits()[1].name == "sky");
    CHECK(place.edits()[0].name == "spectacles");
}

TEST_CASE("an op with a value begins with one that does something") {
    Place place;
    place.two_edits();
    place.stage.frames();
    const auto op = [&](const char* word) {
        place.stage.click(place.stage.id("/list", {0, "edit", "##op"}));
        place.stage.click_in_popup(word);
    };
    op("Scale");
    CHECK(place.edits()[0].op == EditOp::scale);
    CHECK(place.edits()[0].value == 2.0);
    op("Hold");
    CHECK(place.edits()[0].op == EditOp::hold);
    CHECK(place.edits()[0].value == 1.0);
    op("Invert");
    CHECK(place.edits()[0].op == EditOp::invert);
}

TEST_CASE("an edit is kept to the marked region of the selected sample") {
    Place place;
    place.two_edits();
    const SampleId id = place.stage.pick(3);
    MapMask mask = empty_mask(kRegionCells);
    set_box(mask, {0, 0, 8, 4});
    place.stage.session.operate.regions = {{id, mask}};
    place.stage.frames();
    const auto choose = [&](const char* word) {
        place.stage.click(place.stage.id("/list", {0, "edit", "##region"}));
        place.stage.click_in_popup(word);
    };
    choose("the marked region of the selected sample");
    CHECK_FALSE(place.edits()[0].mask);  // none is selected
    place.stage.key(ImGuiKey_Escape, true);
    place.stage.frames(2);
    place.stage.key(ImGuiKey_Escape, false);
    place.stage.frames(2);
    place.stage.session.selection = {id};
    choose("the marked region of the selected sample");
    REQUIRE(place.edits()[0].mask);
    CHECK(place.edits()[0].mask->size == 8);
    CHECK(boxes_of(*place.edits()[0].mask) == std::vector<CellBox>{{0, 0, 2, 1}});
    CHECK(says(place.stage.text(), "2 of 64 cells"));
    choose("whole map");
    CHECK_FALSE(place.edits()[0].mask);
}

TEST_CASE("all go off and on; files are saved, opened and baked where that is possible") {
    Place place;
    place.two_edits();
    place.stage.has_file_dialog = true;
    place.stage.frames();
    const auto button = [&](const char* label) {
        place.stage.click(place.stage.id("edits", {label}));
    };
    button("###all");
    CHECK_FALSE(place.edits()[0].on);
    CHECK_FALSE(place.edits()[1].on);
    button("Bake …");  // nothing is on
    CHECK(place.stage.sink.wishes.empty());
    button("###all");
    CHECK(place.edits()[0].on);
    button("Bake …");
    REQUIRE(place.stage.sink.wished<OperateWish>() != nullptr);
    CHECK(std::holds_alternative<BakeEdits>(*place.stage.sink.wished<OperateWish>()));
    button("Save …");
    CHECK(std::holds_alternative<SaveEdits>(*place.stage.sink.wished<OperateWish>()));
    button("Open …");
    REQUIRE(place.stage.sink.wished<AskForPath>() != nullptr);
    CHECK(place.stage.sink.wished<AskForPath>()->purpose == AskForPath::For::edits);
    place.stage.sink.wishes.clear();
    place.stage.session.edits[1].op = EditOp::invert;
    button("Bake …");  // inverting cannot be baked
    CHECK(place.stage.sink.wishes.empty());
}
