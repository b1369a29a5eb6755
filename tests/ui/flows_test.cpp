// SPDX-License-Identifier: MIT
// What a person does, from the start of the program to the next start, in the real window.
#include <doctest/doctest.h>
#include <imgui_te_context.h>
#include <imgui_te_engine.h>

#include <fstream>

#include "app/window/bench_images.h"
#include "flow_stage.h"
#include "own_folders.h"

using namespace zscope;
using namespace zscope::app;

namespace {

ImageRgba8 shown_between(App& app) {
    const auto result = app.slots().result("interpolate");
    if (result == nullptr || result->tiles.empty() || result->tiles[0] == nullptr) return {};
    return *result->tiles[0];
}

// A tiny network on made-up images: seconds, not minutes.
void fill_in_the_form(App& app, const std::filesystem::path& images) {
    app.shell().workspaces().find("train").set_settings(
        {{"data", images.string()},
         {"config", {{"size", 32}, {"ngf", 4}, {"ndf", 4}, {"nz", 16}, {"batch", 8}}}});
}

void train_and_pause(ImGuiTestContext& context, FlowStage& stage) {
    App& app = stage.app();
    context.KeyChars("1");
    IM_CHECK_EQ(app.shell().workspaces().current().bit, unsigned{ui::kInTrain});
    context.Yield(2);
    look_into(context, app, "train");
    context.ItemClick("Start");
    IM_CHECK(wait_for(context, [&] { return app.trainer().step >= 2; }));
    // Started from the Train workspace: its model is what the window shows.
    IM_CHECK(std::holds_alternative<LiveModel>(app.session().model.which));
    IM_CHECK(wait_for(context, [&] { return app.model().available; }));
    IM_CHECK(app.model().live);
    IM_CHECK_EQ(app.model().size, 32);
    context.KeyPress(ImGuiKey_Space);
    IM_CHECK(wait_for(context, [&] { return app.trainer().state == TrainerState::paused; }));
}

void pick_two(ImGuiTestContext& context, FlowStage& stage) {
    App& app = stage.app();
    context.KeyChars("2");
    IM_CHECK_EQ(app.shell().workspaces().current().bit, unsigned{ui::kInExplore});
    IM_CHECK(wait_for(context, [&] { return settled(stage); }));
    look_into(context, app, "samples");
    context.SetRef(context.WindowInfo("fakes").ID);
    context.ItemClick("$$3/card");
    IM_CHECK_EQ(app.session().selection.size(), std::size_t{1});
    context.KeyDown(ImGuiMod_Ctrl);
    context.ItemClick("$$10/card");
    context.KeyUp(ImGuiMod_Ctrl);
    IM_CHECK_EQ(app.session().selection.size(), std::size_t{2});
    look_into(context, app, "interpolate");
    context.ItemClick("**/Pick two for me");
    IM_CHECK_NE(app.session().interpolate.a, SampleId{0});
    IM_CHECK_NE(app.session().interpolate.b, app.session().interpolate.a);
}

void drag_and_undo(ImGuiTestContext& context, FlowStage& stage) {
    App& app = stage.app();
    IM_CHECK(wait_for(context, [&] { return settled(stage) && shown_between(app).width > 0; }));
    const Session before = app.session();
    const ImageRgba8 image_before = shown_between(app);
    look_into(context, app, "interpolate");
    const ImRect slider = context.ItemInfo("**/##t").RectFull;
    const float y = slider.GetCenter().y;
    context.MouseMoveToPos({slider.GetCenter().x, y});
    context.MouseDown();
    for (const float share : {0.6F, 0.7F, 0.8F, 0.9F}) {
        context.MouseMoveToPos({slider.Min.x + share * slider.GetWidth(), y});
    }
    context.MouseUp();
    IM_CHECK_GT(app.session().interpolate.t, 0.8);
    IM_CHECK(wait_for(context, [&] { return settled(stage); }));
    IM_CHECK(!(shown_between(app) == image_before));
    // The whole drag is one gesture: one undo takes it back.
    context.KeyPress(ImGuiMod_Ctrl | ImGuiKey_Z);
    IM_CHECK(app.session() == before);
    IM_CHECK(wait_for(context, [&] { return settled(stage); }));
    IM_CHECK(shown_between(app) == image_before);
    context.KeyPress(ImGuiMod_Ctrl | ImGuiKey_Y);
    IM_CHECK_GT(app.session().interpolate.t, 0.8);
}

void close_and_save(ImGuiTestContext& context, FlowStage& stage) {
    App& app = stage.app();
    app.ask_to_close();
    context.Yield(2);
    IM_CHECK(app.asks_to_close());
    context.ItemClick("//Training goes on###closing/Cancel");
    IM_CHECK(!app.asks_to_close());
    IM_CHECK(!app.closed());
    app.ask_to_close();
    context.Yield(4);
    context.KeyPress(ImGuiKey_Enter);  // "Stop and save" has the focus
    context.Yield(2);
    IM_CHECK(!app.asks_to_close());
}

}  // namespace

TEST_CASE("open, train, pause, pick, drag, undo, close, reopen") {
    const OwnFolders own;
    const auto images = own.folder.path() / "images";
    write_bench_images(images, 24, 32);
    Session last;
    std::int64_t steps = 0;
    {
        FlowStage stage;
        REQUIRE(stage.until([&] { return settled(stage); }));
        CHECK(std::holds_alternative<OpenedModel>(stage.app().session().model.which));
        CHECK(stage.app().model().size == 64);
        fill_in_the_form(stage.app(), images);
        stage.app().shell().set_tour(false);
        REQUIRE(stage.run("train and pause",
                          [&](ImGuiTestContext& context) { train_and_pause(context, stage); }));
        REQUIRE(stage.run("pick two", [&](ImGuiTestContext& c) { pick_two(c, stage); }));
        REQUIRE(stage.run("drag and undo", [&](ImGuiTestContext& c) { drag_and_undo(c, stage); }));
        REQUIRE(stage.run("close", [&](ImGuiTestContext& c) { close_and_save(c, stage); }));
        REQUIRE(stage.until([&] { return stage.app().closed(); }));
        last = stage.app().session();
        steps = stage.app().trainer().step;
    }
    FlowStage stage;
    CHECK(stage.app().session() == last);
    REQUIRE(stage.until([&] { return settled(stage); }));
    CHECK(stage.app().model().size == 32);          // the run's last checkpoint
    REQUIRE(stage.app().opened_run().has_value());  // with its losses, from the disk
    REQUIRE(stage.app().opened_run()->losses != nullptr);
    CHECK(stage.app().opened_run()->losses->back().step == steps);
    CHECK(stage.app().session().interpolate == last.interpolate);
    CHECK(stage.app().shell().workspaces().current().bit == unsigned{ui::kInExplore});
}

TEST_CASE("closing: a run that cannot be saved keeps the window open, once, to say why") {
    const OwnFolders own;
    const auto images = own.folder.path() / "images", run = own.folder.path() / "run";
    write_bench_images(images, 24, 32);
    TrainerStart start;
    start.data.text = images.string();
    start.run_dir = run;
    start.config.size = 32;
    start.config.ngf = start.config.ndf = 4;
    start.config.nz = 16;
    start.config.batch = 8;
    FlowStage stage;
    App& app = stage.app();
    app.train(start);
    const auto first = run / "checkpoints" / "step-000000.safetensors";
    REQUIRE(stage.until([&] { return app.trainer().step >= 1 && std::filesystem::exists(first); }));
    // The place of the checkpoints is gone: not even root can write there.
    std::filesystem::rename(run / "checkpoints", run / "moved");
    std::ofstream(run / "checkpoints") << "in the way";
    app.ask_to_close();
    CHECK(app.asks_to_close());
    CHECK_FALSE(app.closed());
    app.answer_close(ui::CloseAnswer::stop_and_save);
    REQUIRE(stage.until([&] { return app.trainer().state == TrainerState::failed; }));
    CHECK(app.trainer().message.find("checkpoints") != std::string::npos);
    CHECK_FALSE(app.closed());
    app.ask_to_close();
    CHECK(app.closed());  // nothing trains any longer: no question
}
