// SPDX-License-Identifier: MIT
#include "ui/shell/pending_motion.h"

#include <doctest/doctest.h>

#include "panel_stage.h"

using namespace zscope;
using namespace zscope::ui;

namespace {

// A button with a tooltip, a text field, and a question on demand.
class Things : public Panel {
  public:
    const char* id() const override { return "things"; }
    const char* title() const override { return "Things"; }
    unsigned workspaces() const override { return kInTrain; }
    void draw(Frame&) override {
        ImGui::Button("button", ImVec2(200, 60));
        tooltip_shown = ImGui::IsItemHovered(ImGuiHoveredFlags_ForTooltip);
        ImGui::SetItemTooltip("what it does");
        ImGui::InputText("text", text, sizeof text);
        if (ask) ImGui::OpenPopup("question");
        ask = false;
        if (ImGui::BeginPopupModal("question")) {
            if (close) ImGui::CloseCurrentPopup();
            ImGui::EndPopup();
        }
    }
    bool ask = false, close = false, tooltip_shown = false;
    char text[16] = "";
};

struct Bench : PanelStage {
    Things& things = add<Things>(ImVec2(600, 400));
    // As a window that draws only when it must; the seconds that went by until nothing moved.
    double frames_until_still() {
        double seconds = 0.0;
        for (auto next = seconds_to_next_motion(); next; next = seconds_to_next_motion()) {
            const double step = std::max(1.0 / 60, *next);
            seconds += step;
            ImGui::GetIO().DeltaTime = static_cast<float>(step);
            frames(1);
            REQUIRE(seconds < 60);
        }
        ImGui::GetIO().DeltaTime = 1.0F / 60;
        return seconds;
    }
};

}  // namespace

TEST_CASE("an interface that stands still wants no frames") {
    Bench bench;
    bench.frames(5);
    CHECK_FALSE(seconds_to_next_motion());
    bench.move(ImVec2(500, 350));  // over nothing
    CHECK_FALSE(seconds_to_next_motion());
}

TEST_CASE("a tooltip comes although the mouse rests") {
    Bench bench;
    bench.frames(3);
    bench.move(ImVec2(100, 40));
    bench.frames(1);
    CHECK_FALSE(bench.things.tooltip_shown);
    CHECK(seconds_to_next_motion());
    CHECK(bench.frames_until_still() < 1.0);
    CHECK(bench.things.tooltip_shown);
}

TEST_CASE("a held mouse button repeats, and a text cursor blinks") {
    Bench bench;
    bench.frames(3);
    bench.move(ImVec2(500, 350));
    bench.press();
    CHECK(seconds_to_next_motion() == 0.05);
    bench.release();
    CHECK_FALSE(seconds_to_next_motion());
    bench.click(bench.id("things", {"text"}));
    bench.move(ImVec2(500, 350));
    bench.frames(2);
    CHECK(seconds_to_next_motion() == 0.3);
}

TEST_CASE("the veil behind a question fades to its end") {
    Bench bench;
    bench.frames(3);
    bench.things.ask = true;
    bench.frames(2);
    CHECK(GImGui->DimBgRatio < 1.0F);
    bench.frames_until_still();
    CHECK(GImGui->DimBgRatio == 1.0F);
    bench.things.close = true;
    bench.frames(2);
    bench.frames_until_still();
    CHECK(GImGui->DimBgRatio == 0.0F);
}
