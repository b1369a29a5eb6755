// SPDX-License-Identifier: MIT
// D as an instrument in the real window, on a model that has a D.
#include <doctest/doctest.h>
#include <imgui_te_context.h>

#include "core/engine/nearest_by_d.h"
#include "core/io/shipped_models.h"
#include "flow_stage.h"
#include "own_folders.h"
#include "ui/panels/discriminator_panel.h"

using namespace zscope;
using namespace zscope::app;

namespace {

nlohmann::json settings_of(App& app) {
    return app.shell().workspaces().find("discriminator").settings();
}

void ask_why(ImGuiTestContext& context, FlowStage& stage) {
    App& app = stage.app();
    app.shell().workspaces().show("discriminator");
    context.Yield(3);
    look_into(context, app, "discriminator");
    context.ItemClick("**/Ask about the first sample");
    IM_CHECK(wait_for(context, [&] { return settled(stage); }));
    const auto plain = app.slots().result("discriminator.saliency");
    IM_CHECK(plain != nullptr && plain->maps != nullptr);
    look_into(context, app, "discriminator");
    context.SetRef(context.WindowInfo("asked").ID);
    context.ComboClick("##how/guided");
    IM_CHECK(wait_for(context, [&] { return settled(stage); }));
    const auto guided = app.slots().result("discriminator.saliency");
    IM_CHECK(guided->maps != nullptr && guided->maps != plain->maps);
    look_into(context, app, "discriminator");
    const auto maps = app.slots().result("discriminator.maps");
    IM_CHECK(maps->maps != nullptr);
    IM_CHECK_EQ(maps->maps->shape[1], 64);  // block 1 of the shipped Faces
    context.SetRef(context.WindowInfo("maps").ID);
    context.ItemClick("$$7/map");
    IM_CHECK_EQ(settings_of(app)["unit"].get<int>(), 7);
    IM_CHECK_EQ(settings_of(app)["of_block"].get<int>(), 1);
    IM_CHECK(wait_for(context, [&] { return settled(stage); }));
    IM_CHECK_STR_EQ(app.slots().result("discriminator.saliency")->error.c_str(), "");
}

void keep_the_best(ImGuiTestContext& context, FlowStage& stage) {
    App& app = stage.app();
    look_into(context, app, "discriminator");
    context.ItemClick("**/Best of 512");
    IM_CHECK(wait_for(context, [&] { return settled(stage); }));
    look_into(context, app, "discriminator");
    context.ItemClick("**/Keep all 16");
    IM_CHECK_EQ(app.session().tray.size(), std::size_t{16});
}

void find_near(ImGuiTestContext& context, FlowStage& stage) {
    App& app = stage.app();
    look_into(context, app, "discriminator");
    context.ItemClick("**/Nearest");
    context.Yield(2);
    look_into(context, app, "discriminator");
    context.ItemClick("**/Find the nearest");
    IM_CHECK(wait_for(context, [&] { return app.discriminator_view().job != 0; }));
    look_into(context, app, "discriminator");
    context.ItemClick("**/Cancel");
    IM_CHECK(wait_for(context, [&] { return app.discriminator_view().job == 0; }));
    IM_CHECK_STR_EQ(app.discriminator_view().error.c_str(), "");
    IM_CHECK(app.discriminator_view().near == nullptr);
}

}  // namespace

TEST_CASE("D says why, shows its maps and its favourites, and a search for its like is cancelled") {
    const OwnFolders folders;
    const auto file = shipped_model_file("faces");
    if (!file || !std::filesystem::exists(*file)) {
        MESSAGE("this build comes without Faces: nothing to ask");
        return;
    }
    FlowStage stage;
    REQUIRE(stage.until([&] { return settled(stage); }));
    CHECK(stage.run("discriminator", [&](ImGuiTestContext& context) {
        context.KeyChars("4");
        stage.app().wish(ui::OpenPath{"faces"});
        IM_CHECK(wait_for(context, [&] { return stage.app().model().has_d; }));
        IM_CHECK(wait_for(context, [&] { return settled(stage); }));
        ask_why(context, stage);
        keep_the_best(context, stage);
        find_near(context, stage);
    }));
}
