// SPDX-License-Identifier: MIT
// The Explore map in the real window: made by a job, zoomed, picked from, stale on another model.
#include <doctest/doctest.h>
#include <fmt/format.h>
#include <imgui_te_context.h>

#include "flow_stage.h"
#include "own_folders.h"
#include "ui/panels/map_panel.h"

using namespace zscope;
using namespace zscope::app;

namespace {

const ui::MapPanel& map_panel(App& app) {
    return dynamic_cast<const ui::MapPanel&>(app.shell().workspaces().find("map"));
}

void draw_map(ImGuiTestContext& context, FlowStage& stage) {
    App& app = stage.app();
    app.shell().workspaces().show("map");
    app.shell().workspaces().find("map").set_settings({{"count", 256}});
    context.Yield(3);
    look_into(context, app, "map");
    context.ItemClick("**/Draw 256 samples");
    IM_CHECK(wait_for(context, [&] { return !app.making_map() && settled(stage); }));
    IM_CHECK_EQ(app.map().state, ui::MapView::State::done);
    IM_CHECK_EQ(app.map().map->count(), std::size_t{256});
}

void pick_and_zoom(ImGuiTestContext& context, FlowStage& stage) {
    App& app = stage.app();
    context.Yield(4);
    const auto& canvas = map_panel(app).canvas();
    IM_CHECK(!canvas.pictures().empty());
    const std::size_t index = canvas.pictures().front();
    look_into(context, app, "map");
    context.SetRef(context.WindowInfo("canvas").ID);
    context.ItemClick(fmt::format("$${}/card", index).c_str());
    IM_CHECK_EQ(app.session().selection.size(), std::size_t{1});
    const auto result = app.slots().result("map");
    IM_CHECK(result != nullptr);
    const double before = canvas.camera().scale;
    context.MouseWheelY(4);
    context.Yield(2);
    IM_CHECK_GT(canvas.camera().scale, before * 2);
    IM_CHECK(wait_for(context, [&] { return settled(stage); }));
    context.KeyPress(ImGuiKey_F);
    context.Yield(2);
    IM_CHECK_EQ(canvas.camera().scale, before);
}

void cancel_another(ImGuiTestContext& context, FlowStage& stage) {
    App& app = stage.app();
    const auto drawn = app.map().map;
    ExploreMapSettings large;
    large.count = kMostMapSamples;
    app.wish(ui::MakeMap{large});
    context.Yield(3);
    look_into(context, app, "map");
    context.ItemClick("**/Cancel");
    IM_CHECK(wait_for(context, [&] { return !app.making_map(); }));
    IM_CHECK_EQ(app.map().state, ui::MapView::State::done);
    IM_CHECK(app.map().map == drawn);  // the one of before is shown again
}

}  // namespace

TEST_CASE("the map is drawn, picked from, zoomed, and another one is cancelled") {
    const OwnFolders folders;
    FlowStage stage;
    REQUIRE(stage.until([&] { return settled(stage); }));
    CHECK(stage.run("map", [&](ImGuiTestContext& context) {
        context.KeyChars("2");
        draw_map(context, stage);
        pick_and_zoom(context, stage);
        cancel_another(context, stage);
    }));
    const ExploreMap& map = *stage.app().map().map;
    CHECK(map.explained[0] > map.explained[1]);
    CHECK(map.settings.features == MapFeatures::image);  // the default model comes without a D
}
