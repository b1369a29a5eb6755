// SPDX-License-Identifier: MIT
// The undo tree in the real window: undo, another edit, and the way back to what was left.
#include <doctest/doctest.h>
#include <fmt/format.h>
#include <imgui_te_context.h>

#include "flow_stage.h"
#include "own_folders.h"

using namespace zscope;
using namespace zscope::app;

namespace {

void click_row(ImGuiTestContext& context, App& app, std::int64_t row) {
    look_into(context, app, "history");
    context.SetRef(context.WindowInfo("rows").ID);
    context.ItemClick(fmt::format("$${}/##row", row).c_str());
    context.Yield(2);
}

void try_two_ways(ImGuiTestContext& context, FlowStage& stage) {
    App& app = stage.app();
    context.KeyChars("2");
    app.shell().workspaces().show("history");
    context.Yield(3);
    look_into(context, app, "samples");
    context.SetRef(context.WindowInfo("fakes").ID);
    context.ItemClick("$$3/card");
    context.KeyPress(ImGuiKey_K);
    context.Yield(2);
    const Session first = app.session();
    const std::int64_t left = app.undo().head();
    IM_CHECK_EQ(first.tray.size(), std::size_t{1});
    context.KeyPress(ImGuiMod_Ctrl | ImGuiKey_Z);
    IM_CHECK(app.session().tray.empty());
    look_into(context, app, "samples");
    context.SetRef(context.WindowInfo("fakes").ID);
    context.ItemClick("$$10/card");
    const Session second = app.session();
    const std::int64_t other = app.undo().head();
    IM_CHECK(other != left);
    // The branch that was left is there, and a click brings it back as it was.
    click_row(context, app, left);
    IM_CHECK(app.session() == first);
    context.KeyPress(ImGuiMod_Ctrl | ImGuiKey_Z);
    context.KeyPress(ImGuiMod_Ctrl | ImGuiKey_Y);
    IM_CHECK_EQ(app.undo().head(), left);
    click_row(context, app, other);
    IM_CHECK(app.session() == second);
    IM_CHECK(wait_for(context, [&] { return settled(stage); }));
    const auto pictures = app.slots().result("history.1");
    IM_CHECK(pictures != nullptr);
    IM_CHECK_GE(pictures->tiles.size(), std::size_t{3});
}

}  // namespace

TEST_CASE("after an undo and another edit, the branch that was left is one click away") {
    const OwnFolders folders;
    std::int64_t head = 0;
    std::size_t rows = 0;
    Session session;
    {
        FlowStage stage;
        REQUIRE(stage.until([&] { return settled(stage); }));
        CHECK(
            stage.run("history", [&](ImGuiTestContext& context) { try_two_ways(context, stage); }));
        head = stage.app().undo().head();
        rows = stage.app().undo().rows().size();
        session = stage.app().session();
    }
    FlowStage again;  // the next start: the tree is all there
    REQUIRE(again.until([&] { return settled(again); }));
    CHECK(again.app().undo().head() == head);
    CHECK(again.app().undo().rows().size() == rows);
    CHECK(again.app().session() == session);
}
