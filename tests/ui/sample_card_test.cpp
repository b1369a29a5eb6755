// SPDX-License-Identifier: MIT
// A sample is used in the same way wherever it is drawn.
#include "ui/widgets/sample_card.h"

#include <doctest/doctest.h>

#include <string>

#include "panel_stage.h"
#include "ui/panels/inspector_panel.h"
#include "ui/panels/interpolate_panel.h"
#include "ui/panels/samples_panel.h"
#include "ui/panels/tray_panel.h"

using namespace zscope;
using namespace zscope::ui;

TEST_CASE("a click on a sample selects it, Ctrl adds, Shift takes the range") {
    PanelStage stage;
    stage.open_model();
    stage.add<SamplesPanel>(ImVec2(600, 640), stage.make_slot());
    stage.frames(3);
    const auto card = [&stage](int row) { return stage.id("/fakes", {row, "card"}); };
    const ImVec2 second = stage.find(card(2));
    stage.click(second);
    REQUIRE(stage.session.selection.size() == 1);
    const SamplePointer picked = stage.book.find(stage.session.selection[0]);
    CHECK(picked->origin.seed == 1);
    CHECK(picked->origin.row == 2);
    CHECK(picked->origin.count == 64);
    CHECK(picked->z == stage.book.find(stage.pick(2))->z);
    CHECK(stage.book.size() == 1);  // looking at the grid makes no samples

    const ImVec2 fifth = stage.find(card(5));
    stage.key(ImGuiMod_Shift, true);
    stage.click(fifth);
    stage.key(ImGuiMod_Shift, false);
    CHECK(stage.session.selection.size() == 4);
    stage.key(ImGuiMod_Ctrl, true);
    stage.frames(1);
    stage.click(second);
    stage.key(ImGuiMod_Ctrl, false);
    CHECK(stage.session.selection.size() == 3);
    CHECK(stage.sink.action<SelectionChange>()->how == SelectHow::toggle);
}

TEST_CASE("a double click opens the sample in the Inspector") {
    PanelStage stage;
    stage.open_model();
    stage.add<SamplesPanel>(ImVec2(600, 640), stage.make_slot());
    stage.frames(3);
    const ImVec2 at = stage.find(stage.id("/fakes", {1, "card"}));
    stage.click(at);
    stage.click(at);
    REQUIRE(stage.sink.wished<ShowPanel>() != nullptr);
    CHECK(stage.sink.wished<ShowPanel>()->id == "inspector");
    CHECK(stage.session.selection == std::vector<SampleId>{stage.pick(1)});
}

TEST_CASE("a right click lists every verb with its key, wherever a sample is drawn") {
    PanelStage stage;
    stage.open_model();
    stage.session.interpolate.a = stage.pick(3);
    stage.session.interpolate.b = stage.pick(7);
    stage.session.tray = {stage.pick(8), stage.pick(9)};
    stage.session.selection = {stage.pick(3)};
    const Session before = stage.session;
    stage.add<SamplesPanel>(ImVec2(500, 620), stage.make_slot());
    stage.add<TrayPanel>(ImVec2(300, 200), stage.make_slot());
    stage.add<InterpolatePanel>(ImVec2(800, 640), stage.make_slot());
    stage.add<InspectorPanel>(ImVec2(400, 800), stage.make_slot());
    stage.frames(3);
    struct Where {
        ImGuiID item;
        bool ordered, inspector;
        const char* click;
    };
    const Where places[] = {
        {stage.id("/fakes", {2, "card"}), true, false, "Select"},
        {stage.id("tray", {1, "card"}), true, false, "Select"},
        {stage.id("interpolate", {"A", 0, "card"}), false, false, "Select"},
        {stage.id("interpolate", {"B", 1, "card"}), false, false, "Select"},
        {stage.id("interpolate", {"slerp", 0, "card"}), false, false, nullptr},
        {stage.id("interpolate", {"strips", "lerp", 11, "card"}), false, false, "Go to this t"},
        {stage.id("inspector", {"large"}), false, true, nullptr},
    };
    for (const Where& place : places) {
        CAPTURE(place.item);
        stage.click(place.item, ImGuiMouseButton_Right);
        const std::string menu = stage.popup_text();
        for (const char* verb : {"Keep", "Remove from the tray", "Use as A in Interpolate",
                                 "Use as B in Interpolate", "Copy z", "Save PNG"}) {
            CHECK_MESSAGE(says(menu, verb), menu);
        }
        CHECK(says(menu, "Open in the Inspector") == !place.inspector);
        CHECK(says(menu, "Shift-click") == place.ordered);
        CHECK(says(menu, "Ctrl-click") == !place.inspector);
        if (place.click != nullptr) CHECK_MESSAGE(says(menu, place.click), menu);
        CHECK(says(menu, "Del"));
        ImGui::ClosePopupToLevel(0, false);
        stage.frames(2);
        CHECK(stage.session == before);  // looking at a menu changes nothing
    }
}

TEST_CASE("what the menu calls a click does what the click does") {
    PanelStage stage;
    stage.open_model();
    stage.session.tray = {stage.pick(8), stage.pick(9), stage.pick(10)};
    stage.add<TrayPanel>(ImVec2(600, 200), stage.make_slot());
    stage.frames(3);
    const auto card = [&](int index) { return stage.id("tray", {index, "card"}); };
    stage.click(card(0));
    CHECK(stage.session.selection == std::vector<SampleId>{stage.pick(8)});
    stage.click(card(2), ImGuiMouseButton_Right);
    stage.click_in_popup("Select up to here");
    CHECK(stage.session.selection == stage.session.tray);
    stage.click(card(1), ImGuiMouseButton_Right);
    stage.click_in_popup("Take out of the selection");
    CHECK(stage.session.selection == std::vector<SampleId>{stage.pick(8), stage.pick(10)});
    stage.click(card(1), ImGuiMouseButton_Right);
    stage.click_in_popup("Select");
    CHECK(stage.session.selection == std::vector<SampleId>{stage.pick(9)});
}

TEST_CASE("Shift-click takes a range of the tray, Ctrl-click on a strip adds the image") {
    PanelStage stage;
    stage.open_model();
    stage.session.tray = {stage.pick(8), stage.pick(9), stage.pick(10)};
    stage.session.interpolate.a = stage.pick(3);
    stage.session.interpolate.b = stage.pick(7);
    stage.add<TrayPanel>(ImVec2(600, 200), stage.make_slot());
    stage.add<InterpolatePanel>(ImVec2(800, 640), stage.make_slot());
    stage.frames(3);
    stage.click(stage.id("tray", {2, "card"}));
    const ImVec2 first = stage.find(stage.id("tray", {0, "card"}));
    stage.key(ImGuiMod_Shift, true);
    stage.click(first);
    stage.key(ImGuiMod_Shift, false);
    CHECK(stage.session.selection ==
          std::vector<SampleId>{stage.pick(10), stage.pick(9), stage.pick(8)});
    const double t = stage.session.interpolate.t;
    const ImVec2 strip = stage.find(stage.id("interpolate", {"strips", "slerp", 2, "card"}));
    stage.key(ImGuiMod_Ctrl, true);
    stage.frames(1);
    stage.click(strip);
    stage.key(ImGuiMod_Ctrl, false);
    REQUIRE(stage.session.selection.size() == 4);
    CHECK(stage.book.find(stage.session.selection.back())->origin.tool == "interpolate");
    CHECK(stage.session.interpolate.t == t);
    stage.click(strip);
    CHECK(stage.session.interpolate.t == doctest::Approx(0.25));
}

TEST_CASE("the Inspector's image is carried like any other") {
    PanelStage stage;
    stage.open_model();
    stage.session.selection = {stage.pick(3)};
    stage.session.interpolate.b = stage.pick(9);
    stage.add<InspectorPanel>(ImVec2(400, 800), stage.make_slot());
    stage.add<InterpolatePanel>(ImVec2(800, 600), stage.make_slot());
    stage.frames(3);
    const ImVec2 from = stage.find(stage.id("inspector", {"large"}));
    const ImVec2 to = stage.find(stage.id("interpolate", {"A", "empty"}));
    stage.move(from);
    stage.press();
    stage.move(ImVec2(from.x + 30, from.y + 30));
    stage.move(to);
    stage.release();
    CHECK(stage.session.interpolate.a == stage.pick(3));
}
