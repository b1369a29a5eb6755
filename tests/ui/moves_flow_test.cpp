// SPDX-License-Identifier: MIT
// Path, Sheet and Walk in the real window, with a real model: filled, dragged, played, undone.
#include <doctest/doctest.h>
#include <imgui_te_context.h>
#include <imgui_te_engine.h>

#include <string>

#include "flow_stage.h"
#include "own_folders.h"

using namespace zscope;
using namespace zscope::app;

namespace {

ImageRgba8 shown_in(App& app, const char* slot) {
    const auto result = app.slots().result(slot);
    if (result == nullptr || result->tiles.empty() || result->tiles[0] == nullptr) return {};
    return *result->tiles[0];
}

void show(ImGuiTestContext& context, FlowStage& stage, const char* panel) {
    stage.app().shell().workspaces().show(panel);
    context.Yield(3);
    look_into(context, stage.app(), panel);
}

bool settles(ImGuiTestContext& context, FlowStage& stage) {
    return wait_for(context, [&] { return settled(stage); });
}

void drag_over(ImGuiTestContext& context, const ImRect& item, ImVec2 from, ImVec2 to) {
    const auto at = [&](ImVec2 share) {
        return ImVec2(item.Min.x + share.x * item.GetWidth(),
                      item.Min.y + share.y * item.GetHeight());
    };
    context.MouseMoveToPos(at(from));
    context.MouseDown();
    for (const float way : {0.3F, 0.6F, 1.0F}) {
        context.MouseMoveToPos(
            at({from.x + way * (to.x - from.x), from.y + way * (to.y - from.y)}));
    }
    context.MouseUp();
}

void a_path(ImGuiTestContext& context, FlowStage& stage) {
    App& app = stage.app();
    show(context, stage, "path");
    context.ItemClick("**/Take four from Samples");
    IM_CHECK_EQ(app.session().path.points.size(), std::size_t{4});
    context.Yield(3);
    IM_CHECK(settles(context, stage));
    // One drag of the scrubber is one step back, to the same picture.
    const Session before = app.session();
    const ImageRgba8 image_before = shown_in(app, "path");
    drag_over(context, context.ItemInfo("##position").RectFull, {0.05F, 0.5F}, {0.6F, 0.5F});
    IM_CHECK_GT(app.session().path.position, 1.5);
    IM_CHECK(settles(context, stage));
    IM_CHECK(!(shown_in(app, "path") == image_before));
    context.KeyPress(ImGuiMod_Ctrl | ImGuiKey_Z);
    IM_CHECK(app.session() == before);
    IM_CHECK(settles(context, stage));
    IM_CHECK(shown_in(app, "path") == image_before);
    // Play moves without a word to the Session; the pause keeps the place.
    context.ItemClick("###play");
    IM_CHECK(wait_for(context, [&] { return !(shown_in(app, "path") == image_before); }));
    IM_CHECK(app.session() == before);
    context.ItemClick("###play");
    IM_CHECK_GT(app.session().path.position, 0.0);
    context.ItemClick("Equal speed");
    IM_CHECK(app.session().path.equal_speed);
    IM_CHECK(settles(context, stage));
}

void a_sheet(ImGuiTestContext& context, FlowStage& stage) {
    App& app = stage.app();
    show(context, stage, "sheet");
    context.ItemClick("**/Take four from Samples");
    context.Yield(3);
    IM_CHECK(settles(context, stage));
    const Session before = app.session();
    const ImageRgba8 image_before = shown_in(app, "sheet");
    drag_over(context, context.ItemInfo("sheet").RectFull, {0.5F, 0.5F}, {0.9F, 0.2F});
    IM_CHECK_GT(app.session().sheet.x, 0.8);
    IM_CHECK_LT(app.session().sheet.y, 0.3);
    IM_CHECK(settles(context, stage));
    IM_CHECK(!(shown_in(app, "sheet") == image_before));
    context.KeyPress(ImGuiMod_Ctrl | ImGuiKey_Z);
    IM_CHECK(app.session() == before);
    IM_CHECK(settles(context, stage));
    IM_CHECK(shown_in(app, "sheet") == image_before);
}

void a_walk(ImGuiTestContext& context, FlowStage& stage) {
    App& app = stage.app();
    show(context, stage, "walk");
    context.ItemClick("**/Start at the first of Samples");
    context.Yield(3);
    IM_CHECK(settles(context, stage));
    const Session at_start = app.session();
    const ImageRgba8 first = shown_in(app, "walk");
    context.KeyPress(ImGuiKey_Space);
    ImageRgba8 last = first;
    for (int i = 0; i < 3; ++i) {  // it keeps moving
        IM_CHECK(wait_for(context, [&] { return !(shown_in(app, "walk") == last); }));
        last = shown_in(app, "walk");
    }
    IM_CHECK(app.session() == at_start);
    context.KeyPress(ImGuiKey_Space);
    look_into(context, app, "walk");
    context.ItemClick("###forward");
    context.ItemClick("###forward");
    IM_CHECK_GE(app.session().walk.step, std::int64_t{2});
    IM_CHECK(settles(context, stage));
    // Steering makes a new start of what is in the hand.
    const Session before = app.session();
    const ImageRgba8 image_before = shown_in(app, "walk");
    drag_over(context, context.ItemInfo("picture").RectFull, {0.5F, 0.5F}, {0.8F, 0.6F});
    IM_CHECK_EQ(app.session().walk.step, std::int64_t{0});
    IM_CHECK_NE(app.session().walk.start, before.walk.start);
    IM_CHECK(settles(context, stage));
    IM_CHECK(!(shown_in(app, "walk") == image_before));
    context.KeyPress(ImGuiMod_Ctrl | ImGuiKey_Z);
    IM_CHECK(app.session() == before);
    IM_CHECK(settles(context, stage));
    IM_CHECK(shown_in(app, "walk") == image_before);
}

}  // namespace

TEST_CASE("moves: a path, a sheet and a walk, filled, dragged, played and undone") {
    const OwnFolders own;
    FlowStage stage;
    stage.app().shell().set_tour(false);
    stage.app().shell().workspaces().choose("explore");
    REQUIRE(stage.until([&] { return settled(stage); }));
    REQUIRE(stage.run("a path", [&](ImGuiTestContext& context) { a_path(context, stage); }));
    REQUIRE(stage.run("a sheet", [&](ImGuiTestContext& context) { a_sheet(context, stage); }));
    REQUIRE(stage.run("a walk", [&](ImGuiTestContext& context) { a_walk(context, stage); }));
}
