// SPDX-License-Identifier: MIT
// Losses and Inspector: what they send when somebody uses them.
#include <doctest/doctest.h>

#include <cmath>
#include <memory>
#include <string>
#include <utility>

#include "core/latent/interpolate.h"
#include "panel_stage.h"
#include "ui/panels/inspector_panel.h"
#include "ui/panels/losses_panel.h"

using namespace zscope;
using namespace zscope::ui;

TEST_CASE("the plots follow until somebody zooms, and again after a double click") {
    PanelStage stage;
    stage.run_live(3000);
    auto& losses = stage.add<LossesPanel>(ImVec2(900, 400));
    stage.frames(3);
    CHECK(losses.following());
    stage.move(ImVec2(250, 200));
    CHECK(says(stage.text(), "D(G(z)) before"));  // the read-out
    ImGui::GetIO().AddMouseWheelEvent(0, 2);
    stage.frames(3);
    CHECK_FALSE(losses.following());
    stage.press();
    stage.release();
    stage.press();
    stage.release();
    CHECK(losses.following());
}

TEST_CASE("the losses of a run that was opened, and the way to the live ones and back") {
    PanelStage stage;
    auto& losses = stage.add<LossesPanel>(ImVec2(900, 400));
    stage.open_run(12000);
    const std::shared_ptr<const LossHistory> history = std::exchange(stage.opened_run->losses, {});
    CHECK(says(stage.text(), "Reading the losses of run faces-03"));
    stage.opened_run->losses = history;
    stage.frames(2);
    std::string text = stage.text();
    CHECK(says(text, "run faces-03, ended at step 12,000"));
    CHECK_FALSE(says(text, "Show the live run"));  // there is none
    stage.move(ImVec2(250, 250));
    CHECK(says(stage.text(), "D(G(z)) before"));
    stage.move(ImVec2(0, 0));

    stage.run_live(300);  // a run begins: it is what is looked at
    stage.frames(2);
    text = stage.text();
    CHECK(says(text, "run first, the live one"));
    CHECK(says(text, "Show run faces-03"));
    ImGui::GetIO().AddMousePosEvent(250, 250);
    ImGui::GetIO().AddMouseWheelEvent(0, 2);
    stage.frames(3);
    CHECK_FALSE(losses.following());
    const ImGuiID other = stage.id("losses", {"###switch"});
    stage.click(other);
    CHECK(says(stage.text(), "run faces-03, ended at step 12,000"));
    CHECK(losses.following());  // another history, from its whole
    stage.click(other);
    CHECK(says(stage.text(), "run first, the live one"));

    stage.open_run(500);  // opened while another trains
    CHECK(says(stage.text(), "run faces-03, ended at step 500"));
    stage.opened_run->losses = nullptr;
    stage.opened_run->error = "metrics.jsonl is damaged";
    CHECK(says(stage.text(), "metrics.jsonl is damaged"));
    stage.opened_run->run_id = stage.trainer.run_id;  // the live run itself was opened
    text = stage.text();
    CHECK_FALSE(says(text, "faces-03"));
    CHECK_FALSE(says(text, "damaged"));
}

TEST_CASE("dragging a bar of z shows it at once and makes a sample at the end") {
    PanelStage stage;
    stage.open_model();
    stage.session.selection = {stage.pick(3)};
    stage.session.truncation = 0.5;
    stage.add<InspectorPanel>(ImVec2(400, 800), stage.make_slot());
    stage.frames(3);
    const SamplePointer start = stage.book.find(stage.session.selection[0]);
    const FakeSlot& slot = stage.slot("inspector");
    REQUIRE(slot.request.count == 2);
    CHECK(slot.request.z->at(0) == doctest::Approx(start->z[0] * 0.5));
    CHECK(slot.request.z->at(100) == start->z[0]);
    CHECK(says(stage.text(), "came without D"));
    const ImVec2 bars = stage.find(stage.id("inspector", {"bars"}));
    stage.move(bars);
    stage.press();
    stage.move(ImVec2(bars.x, bars.y + 20));
    CHECK(slot.request.priority == RenderPriority::dragged);
    CHECK(stage.sink.actions.empty());
    stage.release();
    REQUIRE(stage.sink.action<SelectionChange>() != nullptr);
    const SamplePointer edited = stage.book.find(stage.session.selection.back());
    CHECK(edited->origin.tool == "edited");
    CHECK(edited->origin.text == "edited from seed 1 · row 3");
    CHECK(edited->z != start->z);
    CHECK(stage.book.find(start->id)->z == start->z);
    stage.click(stage.id("inspector", {"###keep"}));
    CHECK(stage.session.tray == std::vector<SampleId>{edited->id});
}

TEST_CASE("holding Z and dragging the large image walks in latent space, as one action") {
    PanelStage stage;
    stage.open_model();
    stage.session.selection = {stage.pick(3)};
    stage.add<InspectorPanel>(ImVec2(400, 800), stage.make_slot());
    stage.frames(3);
    const SamplePointer start = stage.book.find(stage.session.selection[0]);
    const FakeSlot& slot = stage.slot("inspector");
    const ImVec2 middle = stage.find(stage.id("inspector", {"large"}));

    stage.move(middle);
    stage.press();
    stage.move(ImVec2(middle.x + 60, middle.y));  // without Z nothing moves
    stage.release();
    CHECK(slot.request.z->at(0) == start->z[0]);
    CHECK(stage.sink.actions.empty());

    stage.move(middle);
    stage.key(ImGuiKey_Z, true);
    stage.press();
    stage.move(ImVec2(middle.x + 60, middle.y - 30));
    stage.key(ImGuiKey_Z, false);
    stage.move(ImVec2(middle.x + 80, middle.y));
    stage.frames(2);  // ImGui spreads keys and mouse over frames
    CHECK(slot.request.priority == RenderPriority::dragged);
    const std::vector<float> seen(slot.request.z->begin(), slot.request.z->begin() + 100);
    CHECK(seen != start->z);
    CHECK(norm(seen) == doctest::Approx(norm(start->z)));
    CHECK(stage.sink.actions.empty());
    stage.release();
    REQUIRE(stage.sink.actions.size() == 1);  // one gesture, one row of undo
    const SamplePointer there = stage.book.find(stage.session.selection.back());
    CHECK(there->z == seen);
    CHECK(there->origin.text == "edited from seed 1 · row 3");
    CHECK(slot.request.priority == RenderPriority::visible);

    // Back again along the same direction, from the sample that it made.
    stage.move(middle);
    stage.key(ImGuiKey_Z, true);
    stage.press();
    stage.move(ImVec2(middle.x - 80, middle.y));
    stage.release();
    stage.key(ImGuiKey_Z, false);
    const SamplePointer back = stage.book.find(stage.session.selection.back());
    for (std::size_t i = 0; i < back->z.size(); ++i)
        CHECK(std::abs(back->z[i] - start->z[i]) < 1e-4);
}

TEST_CASE("D's opinion stands among fresh samples when the model rests") {
    PanelStage stage;
    stage.open_model();
    stage.model.has_d = true;
    stage.session.selection = {stage.pick(3)};
    stage.add<InspectorPanel>(ImVec2(400, 800), stage.make_slot());
    stage.slot("inspector.d").logit = 1.285F;  // the reference is 0.00, 0.01 … 2.55
    stage.frames(4);
    const std::string text = stage.text();
    CHECK(says(text, "logit +1.2"));
    CHECK(says(text, "than 50 % of 256"));
}
