// SPDX-License-Identifier: MIT
// Calculate, Tick and Directions in the real window, on the Faces model.
#include <doctest/doctest.h>
#include <fmt/format.h>
#include <imgui_te_context.h>
#include <imgui_te_engine.h>

#include <algorithm>

#include "core/io/directions_file.h"
#include "core/io/user_folders.h"
#include "flow_stage.h"
#include "own_folders.h"

using namespace zscope;
using namespace zscope::app;

namespace {

const ImageRgba8& shown(App& app, const char* slot, std::size_t tile) {
    static const ImageRgba8 none;
    const auto result = app.slots().result(slot);
    if (result == nullptr || tile >= result->tiles.size() || result->tiles[tile] == nullptr)
        return none;
    return *result->tiles[tile];
}

void calculate(ImGuiTestContext& context, FlowStage& stage) {
    App& app = stage.app();
    context.KeyChars("3");
    IM_CHECK_EQ(app.shell().workspaces().current().bit, unsigned{ui::kInDirections});
    context.Yield(3);  // the workspace's windows come with its first frame
    IM_CHECK(wait_for(context, [&] { return settled(stage); }));
    look_into(context, app, "calculate");
    context.ItemClick("**/Try it with nine samples");
    IM_CHECK_EQ(app.session().equation.size(), std::size_t{3});
    for (const EquationTerm& term : app.session().equation)
        IM_CHECK_EQ(term.samples.size(), std::size_t{3});
    IM_CHECK(wait_for(context, [&] { return settled(stage); }));
    const ImageRgba8 result = shown(app, "equation results", 4);
    IM_CHECK_EQ(result.width, 64);
    // Another draw of the noise leaves the result and moves what stands around it.
    const ImageRgba8 around = shown(app, "equation results", 0);
    context.ItemClick("**/Other noise");
    IM_CHECK(wait_for(context, [&] { return settled(stage); }));
    IM_CHECK(shown(app, "equation results", 4) == result);
    IM_CHECK(!(shown(app, "equation results", 0) == around));
    context.KeyPress(ImGuiMod_Ctrl | ImGuiKey_Z);
    context.KeyPress(ImGuiMod_Ctrl | ImGuiKey_Z);
    IM_CHECK(app.session().equation.empty());
    context.KeyPress(ImGuiMod_Ctrl | ImGuiKey_Y);
    IM_CHECK_EQ(app.session().equation.size(), std::size_t{3});
    IM_CHECK(wait_for(context, [&] { return settled(stage); }));
    context.ItemClick("**/Keep as direction …");
    context.KeyCharsReplace("made up");
    context.ItemClick("//$FOCUSED/Keep");
    IM_CHECK_EQ(app.session().directions.list.size(), std::size_t{1});
}

void tick(ImGuiTestContext& context, FlowStage& stage) {
    App& app = stage.app();
    app.shell().workspaces().show("tick");
    context.Yield(3);
    IM_CHECK(wait_for(context, [&] { return settled(stage); }));
    look_into(context, app, "tick");
    context.ItemInput("**/##name");
    context.KeyCharsReplaceEnter("glasses");
    for (const int row : {0, 8, 9})  // rows of the Faces model's seed 1 that wear some
        context.ItemClick(fmt::format("$${}/card", row).c_str());
    for (const int row : {1, 2, 4}) {
        context.ItemClick(fmt::format("$${}/card", row).c_str());
        context.ItemClick(fmt::format("$${}/card", row).c_str());
    }
    IM_CHECK_EQ(app.session().ticks.yes.size(), std::size_t{3});
    IM_CHECK_EQ(app.session().ticks.no.size(), std::size_t{3});
    IM_CHECK_STR_EQ(app.session().ticks.name.c_str(), "glasses");
    IM_CHECK(wait_for(context, [&] { return settled(stage); }));
    IM_CHECK(!(shown(app, "tick preview", 0) == shown(app, "tick preview", 6)));
    context.ItemClick("**/most telling");
    IM_CHECK(wait_for(context, [&] { return settled(stage); }));
    context.ItemClick("**/Keep as direction");
    IM_CHECK_EQ(app.session().directions.list.size(), std::size_t{2});
}

void use_directions(ImGuiTestContext& context, FlowStage& stage) {
    App& app = stage.app();
    look_into(context, app, "samples");
    context.SetRef(context.WindowInfo("fakes").ID);
    context.ItemClick("$$3/card");
    app.shell().workspaces().show("directions");
    context.Yield(3);
    look_into(context, app, "directions");
    context.SetRef(context.WindowInfo("cards").ID);
    IM_CHECK(wait_for(context, [&] { return settled(stage); }));
    IM_CHECK(shown(app, "directions after", 0) == shown(app, "directions before", 0));
    const Session before = app.session();
    const DirectionId glasses = app.session().directions.list.back().id;
    const std::string slider = fmt::format("$${}/##strength", glasses);
    const ImRect place = context.ItemInfo(slider.c_str()).RectFull;
    context.MouseMoveToPos(place.GetCenter());
    context.MouseDown();
    for (const float share : {0.6F, 0.7F, 0.8F})
        context.MouseMoveToPos({place.Min.x + share * place.GetWidth(), place.GetCenter().y});
    context.MouseUp();
    IM_CHECK_GT(app.session().directions.list.back().strength, 2.0);
    IM_CHECK(wait_for(context, [&] { return settled(stage); }));
    IM_CHECK(!(shown(app, "directions after", 0) == shown(app, "directions before", 0)));
    context.KeyPress(ImGuiMod_Ctrl | ImGuiKey_Z);  // the whole drag
    IM_CHECK(app.session() == before);
    context.KeyPress(ImGuiMod_Ctrl | ImGuiKey_Y);
}

// A trial is a job that can be given up; three ticks of each kind are too few to begin one. (What a
// trial says is tested in the engine: here it would take as long as the machine is busy.)
void judge(ImGuiTestContext& context, FlowStage& stage) {
    App& app = stage.app();
    const DirectionId glasses = app.session().directions.list.back().id;
    app.wish(ui::DirectionWish{ui::TryDirection{glasses, ""}});
    IM_CHECK_EQ(app.directions_view().job, std::int64_t{0});
    app.wish(ui::DirectionWish{ui::TryDirection{glasses, "glasses"}});
    IM_CHECK_NE(app.directions_view().job, std::int64_t{0});
    context.Yield(2);
    app.wish(ui::CancelJob{app.directions_view().job});
    IM_CHECK(wait_for(context, [&] { return app.directions_view().job == 0; }));
    IM_CHECK_STR_EQ(app.directions_view().error.c_str(), "");
    IM_CHECK(app.directions_view().verdicts.empty());
}

}  // namespace

TEST_CASE("calculate, tick, move along directions, judge, undo, and all is there after a restart") {
    const OwnFolders own;
    Session last;
    {
        FlowStage stage;
        stage.app().open("faces");
        REQUIRE(stage.until([&] { return settled(stage) && stage.app().model().name == "Faces"; }));
        stage.app().shell().set_tour(false);
        REQUIRE(stage.run("calculate", [&](ImGuiTestContext& c) { calculate(c, stage); }));
        REQUIRE(stage.run("tick", [&](ImGuiTestContext& c) { tick(c, stage); }));
        REQUIRE(stage.run("directions", [&](ImGuiTestContext& c) { use_directions(c, stage); }));
        REQUIRE(stage.run("judge", [&](ImGuiTestContext& c) { judge(c, stage); }));
        last = stage.app().session();
    }
    FlowStage stage;
    CHECK(stage.app().session() == last);
    REQUIRE(stage.until([&] { return settled(stage); }));
    // What was kept can be written, and another zscope reads it.
    ui::SaveDirections save;
    for (const DirectionUse& use : last.directions.list)
        save.ids.push_back(use.id);
    stage.app().wish(ui::DirectionWish{save});
    const auto file = data_folder() / "directions" / "directions.json";
    REQUIRE(stage.until([&] { return std::filesystem::exists(file); }));
    const std::vector<Direction> read = read_directions(file);
    REQUIRE(read.size() == 2);
    CHECK(read[0].name == "made up");
    CHECK(read[1].name == "glasses");
}
