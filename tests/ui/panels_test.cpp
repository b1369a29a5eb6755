// SPDX-License-Identifier: MIT
// Every panel in its written states, and what it asks for and sends when somebody uses it.
#include <doctest/doctest.h>

#include <string>

#include "core/latent/interpolate.h"
#include "panel_stage.h"
#include "ui/panels/compare_panel.h"
#include "ui/panels/inspector_panel.h"
#include "ui/panels/interpolate_panel.h"
#include "ui/panels/samples_panel.h"
#include "ui/panels/tray_panel.h"

using namespace zscope;
using namespace zscope::ui;

namespace {

void put_all(PanelStage& stage) {
    for (auto& panel : make_panels(stage.make_slot()))
        stage.put(std::move(panel), ImVec2(400, 700));
}

const char* const kSlots[] = {
    "samples",           "interpolate",   "interpolate.other", "interpolate.ends",
    "interpolate.strip", "inspector",     "inspector.d",       "tray",
    "compare.first",     "compare.second"};

}  // namespace

TEST_CASE("without a model every panel says what to do and asks for nothing") {
    PanelStage stage;
    put_all(stage);
    stage.frames(3);
    const std::string text = stage.text();
    CHECK(says(text, "Open a model"));
    CHECK(says(text, "Losses, D(x) and D(G(z)) are drawn here"));
    CHECK(says(text, "Nothing kept yet"));
    CHECK(says(text, "Messages are kept here"));
    CHECK(says(text, "Nothing is open. A model file or a run folder that is dropped"));
    for (const char* name : kSlots)
        CHECK_MESSAGE(!stage.slot(name).wanted, std::string(name));
    CHECK(stage.sink.actions.empty());
    CHECK(stage.sink.commands.empty());
    // But for the machine's speed, once: the Train panel estimates the time of a run.
    REQUIRE(stage.sink.wishes.size() == 1);
    CHECK(std::holds_alternative<MeasureSpeed>(stage.sink.wishes[0]));
}

TEST_CASE("while a run is live every panel draws it") {
    PanelStage stage;
    put_all(stage);
    stage.run_live(1240);
    stage.session.interpolate.a = stage.pick(3);
    stage.session.interpolate.b = stage.pick(7);
    stage.session.selection = {stage.pick(3)};
    stage.session.tray = {stage.pick(7), stage.pick(9)};
    stage.health = {HealthLevel::good, "Healthy", "D(x) 0.70 over the last 200 steps.", ""};
    stage.log = {{LogLevel::warning, "two files were left out", 3, 1.8e9 - 120}};
    stage.frames(3);
    const std::string text = stage.text();
    for (const char* words : {"Healthy", "1,240", "210 images/s", "step 1,240", "two files",
                              "2 min ago", "slerp", "seed 1 · row 3", "logit"}) {
        CHECK_MESSAGE(says(text, words), std::string(words));
    }
    CHECK(stage.slot("samples").request.count == 64);
    CHECK(stage.slot("samples").request.model == stage.session.model);
    CHECK(stage.slot("interpolate").request.count == 1);
    CHECK(stage.slot("interpolate.ends").request.count == 2);
    CHECK(stage.slot("interpolate.strip").request.count == 18);
    CHECK(stage.slot("tray").request.count == 2);
    CHECK(std::holds_alternative<WantDLogit>(stage.slot("inspector.d").request.want));
    CHECK(stage.sink.actions.empty());
    const int before = stage.slot("samples").submits;
    stage.frames(5);
    CHECK(stage.slot("samples").submits == before);  // nothing new: nothing asked
}

TEST_CASE("a failure is told with what to do") {
    PanelStage stage;
    put_all(stage);
    stage.open_model();
    stage.session.interpolate.a = stage.pick(3);
    stage.session.interpolate.b = stage.pick(7);
    stage.session.selection = {stage.pick(3)};
    stage.session.tray = {stage.pick(7)};
    stage.session.compare = ModelRef{OpenedModel{"def", "/models/rooms.safetensors"}, {}};
    stage.compare = stage.model;
    stage.compare.name = "Rooms";
    for (const char* name : kSlots)
        stage.slot(name).error = "faces.safetensors is damaged";
    stage.trainer.state = TrainerState::failed;
    stage.trainer.message = "out of memory at batch 4096";
    stage.trainer.left_out = {"a.png: not an image"};
    stage.frames(3);
    const std::string text = stage.text();
    CHECK(says(text, "faces.safetensors is damaged"));
    CHECK(says(text, "Choose another model"));
    CHECK(says(text, "out of memory at batch 4096"));
    CHECK(says(text, "Take a smaller batch"));
    CHECK(says(text, "1 file left out"));
    CHECK(says(text, "The Train panel says what can be done"));
}

TEST_CASE("hidden panels let go of their requests") {
    PanelStage stage;
    stage.open_model();
    auto& samples = stage.add<SamplesPanel>(ImVec2(500, 500), stage.make_slot());
    stage.frames(2);
    CHECK(stage.slot("samples").wanted);
    samples.rest();
    CHECK_FALSE(stage.slot("samples").wanted);
}

TEST_CASE("the empty Samples panel opens the model that is shipped") {
    PanelStage stage;
    stage.add<SamplesPanel>(ImVec2(500, 400), stage.make_slot());
    stage.frames(2);
    stage.click(stage.id("samples", {"Open the face model"}));
    REQUIRE(stage.sink.wished<OpenPath>() != nullptr);
    CHECK(stage.sink.wished<OpenPath>()->path == "default");
}

TEST_CASE("a new seed and the switch to the live model are actions") {
    PanelStage stage;
    stage.run_live(10);
    const ModelRef live = stage.session.model;
    stage.open_model();
    stage.models.push_back({live, "run first", 10});
    stage.add<SamplesPanel>(ImVec2(760, 500), stage.make_slot());
    stage.frames(2);
    stage.click(stage.id("samples", {"New seed"}));
    REQUIRE(stage.sink.action<GridSet>() != nullptr);
    CHECK(stage.session.grid.seed != 1);
    CHECK(stage.slot("samples").request.z->front() ==
          doctest::Approx(stage.book.find(stage.pick(0))->z.front()));
    stage.click(stage.id("samples", {"###other"}));
    REQUIRE(stage.sink.action<ModelChoose>() != nullptr);
    CHECK(stage.sink.action<ModelChoose>()->model == live);
}

TEST_CASE("a sample is carried from Samples into Interpolate") {
    PanelStage stage;
    stage.open_model();
    stage.add<SamplesPanel>(ImVec2(500, 600), stage.make_slot());
    stage.add<InterpolatePanel>(ImVec2(800, 600), stage.make_slot());
    stage.session.interpolate.b = stage.pick(9);
    stage.frames(3);
    const ImVec2 from = stage.find(stage.id("/fakes", {4, "card"}));
    const ImVec2 to = stage.find(stage.id("interpolate", {"A", "empty"}));
    stage.move(from);
    stage.press();
    stage.move(ImVec2(from.x + 30, from.y + 30));
    CHECK(stage.text().find("Use as A") == std::string::npos);  // drawn, not logged
    stage.move(to);
    stage.release();
    REQUIRE(stage.sink.action<InterpolateSet>() != nullptr);
    CHECK(stage.session.interpolate.a == stage.pick(4));
    CHECK(stage.session.selection.empty());  // carrying is not selecting
}

TEST_CASE("Interpolate picks two faces when asked") {
    PanelStage stage;
    stage.open_model();
    stage.add<InterpolatePanel>(ImVec2(800, 600), stage.make_slot());
    stage.frames(2);
    stage.click(stage.id("interpolate", {"Pick two for me"}));
    CHECK(stage.session.interpolate.a == stage.pick(0));
    CHECK(stage.session.interpolate.b == stage.pick(1));
    stage.frames(2);
    CHECK(stage.slot("interpolate").wanted);
}

TEST_CASE("dragging the slider sets t and asks for exactly that point, before anything else") {
    PanelStage stage;
    stage.open_model();
    stage.session.interpolate.a = stage.pick(3);
    stage.session.interpolate.b = stage.pick(7);
    stage.add<InterpolatePanel>(ImVec2(800, 640), stage.make_slot());
    stage.frames(3);
    CHECK(stage.slot("interpolate").request.priority == RenderPriority::visible);
    const ImVec2 at = stage.find(stage.id("interpolate", {"##t"}));
    stage.move(at);
    stage.press();
    stage.move(ImVec2(at.x + 60, at.y));
    REQUIRE(stage.sink.action<InterpolateSet>() != nullptr);
    const double t = stage.session.interpolate.t;
    CHECK(t > 0.55);
    CHECK(t < 0.95);
    const RenderRequest& asked = stage.slot("interpolate").request;
    CHECK(asked.priority == RenderPriority::dragged);
    const auto a = stage.book.find(stage.session.interpolate.a);
    const auto b = stage.book.find(stage.session.interpolate.b);
    CHECK(*asked.z == interpolate(a->z, b->z, t, InterpolationMode::slerp));
    CHECK(*stage.slot("interpolate.other").request.z ==
          interpolate(a->z, b->z, t, InterpolationMode::lerp));
    stage.release();
    stage.frames(2);
    CHECK(stage.slot("interpolate").request.priority == RenderPriority::visible);
    CHECK(stage.session.interpolate.t == t);
}

TEST_CASE("training images are wanted only while they are shown") {
    PanelStage stage;
    stage.run_live(100);
    SamplesPanel& samples = stage.add<SamplesPanel>(ImVec2(800, 640), stage.make_slot());
    stage.frames(2);
    CHECK_FALSE(stage.wants_real);
    samples.set_settings({{"real", true}});
    stage.frames(1);
    CHECK(stage.wants_real);
    samples.set_settings({{"real", false}});
    stage.frames(1);
    CHECK_FALSE(stage.wants_real);
}

TEST_CASE("play moves the view only; a pause keeps t") {
    PanelStage stage;
    stage.open_model();
    stage.session.interpolate.a = stage.pick(3);
    stage.session.interpolate.b = stage.pick(7);
    stage.add<InterpolatePanel>(ImVec2(800, 640), stage.make_slot());
    stage.frames(3);
    const ImGuiID play = stage.id("interpolate", {"###play"});
    const ImVec2 button = stage.find(play);
    stage.click(button);
    const auto first = stage.slot("interpolate").request.z;
    stage.frames(20);
    CHECK(stage.animate);
    CHECK(*stage.slot("interpolate").request.z != *first);
    CHECK(stage.sink.actions.empty());
    stage.click(button);
    REQUIRE(stage.sink.action<InterpolateSet>() != nullptr);
    CHECK(stage.sink.action<InterpolateSet>()->t.value() > 0.5);
    const auto stopped = stage.slot("interpolate").request.z;
    stage.frames(10);
    CHECK(*stage.slot("interpolate").request.z == *stopped);
}

TEST_CASE("the speed of play is a slider, and a right click puts it back") {
    PanelStage stage;
    stage.open_model();
    stage.session.interpolate.a = stage.pick(3);
    stage.session.interpolate.b = stage.pick(7);
    auto& panel = stage.add<InterpolatePanel>(ImVec2(800, 640), stage.make_slot());
    panel.set_settings({{"seconds", 12.0}});
    stage.frames(3);
    const ImVec2 at = stage.find(stage.id("interpolate", {"##pace"}));
    stage.click(ImVec2(at.x - 40, at.y));
    const double faster = panel.settings().at("seconds");
    CHECK(faster < 2.0);
    CHECK(faster >= kShortestPass);
    stage.click(at, ImGuiMouseButton_Right);
    CHECK(panel.settings().at("seconds") == kUsualPass);
    CHECK(stage.sink.actions.empty());  // how fast it plays is nothing to undo
}

TEST_CASE("samples of another length of z are named, never drawn") {
    PanelStage stage;
    stage.open_model();
    stage.session.selection = {stage.pick(3)};
    stage.session.tray = stage.session.selection;
    stage.session.interpolate.a = stage.session.interpolate.b = stage.session.selection[0];
    stage.model.nz = 64;
    stage.add<InspectorPanel>(ImVec2(400, 500), stage.make_slot());
    stage.add<TrayPanel>(ImVec2(400, 300), stage.make_slot());
    stage.add<InterpolatePanel>(ImVec2(700, 500), stage.make_slot());
    stage.add<ComparePanel>(ImVec2(500, 500), stage.make_slot());
    stage.frames(3);
    const std::string text = stage.text();
    CHECK(says(text, "This sample has 100 numbers in z; the model takes 64"));
    CHECK(says(text, "another length of z"));
    CHECK(says(text, "Pick two faces"));
    for (const char* name : kSlots) {
        if (std::string(name) != "samples") CHECK_FALSE(stage.slot(name).wanted);
    }
}

TEST_CASE("what panels remember comes back") {
    PanelStage stage;
    for (auto& panel : make_panels(stage.make_slot())) {
        const nlohmann::json first = panel->settings();
        panel->set_settings(first);
        CHECK_MESSAGE(panel->settings() == first, panel->id());
        panel->set_settings(nlohmann::json::object());
        CHECK_MESSAGE(panel->settings() == first, panel->id());
    }
}
