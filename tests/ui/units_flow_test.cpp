// SPDX-License-Identifier: MIT
// Find units and Edits in the real window, on the Faces model: mark, rank, take out, measure, undo,
// save, open again, bake.
#include <doctest/doctest.h>
#include <fmt/format.h>
#include <imgui_te_context.h>
#include <imgui_te_engine.h>

#include <algorithm>
#include <cmath>

#include "core/io/edits_file.h"
#include "core/io/file_write.h"
#include "core/io/json_text.h"
#include "core/io/model_file.h"
#include "core/io/user_folders.h"
#include "flow_stage.h"
#include "own_folders.h"

using namespace zscope;
using namespace zscope::app;
namespace fs = std::filesystem;

namespace {

void open_panel(ImGuiTestContext& context, FlowStage& stage, const char* panel) {
    stage.app().shell().workspaces().show(panel);
    context.Yield(3);
    IM_CHECK(wait_for(context, [&] { return settled(stage); }));
    look_into(context, stage.app(), panel);
}

const ImageRgba8& shown(App& app, const char* slot, std::size_t tile) {
    static const ImageRgba8 none;
    const auto result = app.slots().result(slot);
    if (result == nullptr || tile >= result->tiles.size() || result->tiles[tile] == nullptr)
        return none;
    return *result->tiles[tile];
}

// From one place of the image to another, as 0 … 1 of it.
void drag_box(ImGuiTestContext& context, ImVec2 from, ImVec2 to) {
    const ImRect image = context.ItemInfo("where/region").RectFull;
    const auto at = [&](ImVec2 place) {
        return ImVec2(image.Min.x + place.x * image.GetWidth(),
                      image.Min.y + place.y * image.GetHeight());
    };
    context.MouseMoveToPos(at(from));
    context.MouseDown();
    context.MouseMoveToPos(at(to));
    context.MouseUp();
    context.Yield(2);
}

// A box over the eyes of the first three faces; the second one is undone and drawn again.
void mark(ImGuiTestContext& context, FlowStage& stage) {
    App& app = stage.app();
    context.KeyChars("4");
    context.Yield(3);
    IM_CHECK_EQ(app.shell().workspaces().current().bit, unsigned{ui::kInOperate});
    open_panel(context, stage, "find_units");
    context.ItemInput("where/##name");
    context.KeyCharsReplaceEnter("eyes");
    IM_CHECK_STR_EQ(app.session().operate.name.c_str(), "eyes");
    for (std::size_t i = 0; i < 3; ++i) {
        drag_box(context, {0.2F, 0.35F}, {0.8F, 0.55F});
        IM_CHECK_EQ(app.session().operate.regions.size(), i + 1);
        if (i == 1) {
            context.KeyPress(ImGuiMod_Ctrl | ImGuiKey_Z);
            IM_CHECK_EQ(app.session().operate.regions.size(), i);
            context.KeyPress(ImGuiMod_Ctrl | ImGuiKey_Y);
        }
        context.ItemClick("where/\uf054##next");
        IM_CHECK(wait_for(context, [&] { return settled(stage); }));
    }
}

void rank(ImGuiTestContext& context, FlowStage& stage) {
    App& app = stage.app();
    look_into(context, app, "find_units");
    context.ItemClick("rank/block 2");
    context.ItemClick("rank/###rank");
    IM_CHECK_NE(app.operate_view().job, std::int64_t{0});
    IM_CHECK(wait_for(context, [&] { return app.operate_view().job == 0; }));
    IM_CHECK_STR_EQ(app.operate_view().error.c_str(), "");
    const auto ranked = app.operate_view().ranked;
    IM_CHECK(ranked != nullptr);
    IM_CHECK_EQ(ranked->ranking.block, std::int64_t{2});
    IM_CHECK_EQ(ranked->ranking.images, std::int64_t{3});
    IM_CHECK_GE(ranked->ranking.positive(), std::int64_t{20});
}

void take_out(ImGuiTestContext& context, FlowStage& stage) {
    App& app = stage.app();
    look_into(context, app, "find_units");
    context.Yield(2);
    const ImageRgba8 whole = shown(app, "samples", 0);
    const Session before = app.session();
    context.ItemClick("effect/Take them out");
    IM_CHECK_EQ(app.session().edits.size(), std::size_t{1});
    const Edit& edit = app.session().edits[0];
    IM_CHECK_STR_EQ(edit.name.c_str(), "eyes");
    IM_CHECK(*edit.units == app.operate_view().ranked->ranking.first(20));
    IM_CHECK(wait_for(context, [&] { return settled(stage); }));
    IM_CHECK(!(shown(app, "samples", 0) == whole));
    context.KeyPress(ImGuiMod_Ctrl | ImGuiKey_Z);
    IM_CHECK(app.session() == before);
    IM_CHECK(wait_for(context, [&] { return settled(stage); }));
    IM_CHECK(shown(app, "samples", 0) == whole);
    context.KeyPress(ImGuiMod_Ctrl | ImGuiKey_Y);
    IM_CHECK_EQ(app.session().edits.size(), std::size_t{1});
}

// A measurement goes on as a job and can be given up. (What it says is tested in the engine: here
// it would take as long as the machine is busy.)
void measure(ImGuiTestContext& context, FlowStage& stage) {
    App& app = stage.app();
    look_into(context, app, "find_units");
    context.ItemClick("effect/Measure");
    IM_CHECK_NE(app.operate_view().job, std::int64_t{0});
    context.Yield(2);
    app.wish(ui::CancelJob{app.operate_view().job});
    IM_CHECK(wait_for(context, [&] { return app.operate_view().job == 0; }));
    IM_CHECK_STR_EQ(app.operate_view().error.c_str(), "");
    IM_CHECK(app.operate_view().measured == nullptr);
}

void keep(ImGuiTestContext& context, FlowStage& stage) {
    App& app = stage.app();
    open_panel(context, stage, "edits");
    const std::vector<Edit> edits = app.session().edits;
    context.ItemClick("**/Save …");
    const fs::path file = data_folder() / "edits" / "eyes.json";
    IM_CHECK(wait_for(context, [&] { return fs::exists(file); }));
    IM_CHECK(read_edits(file).edits == edits);
    context.SetRef(context.WindowInfo("list").ID);
    context.ItemClick("$$0/\uf00d##remove");
    IM_CHECK(app.session().edits.empty());
    app.open(file.string());
    IM_CHECK(wait_for(context, [&] { return !app.session().edits.empty(); }));
    IM_CHECK(app.session().edits == edits);
    context.KeyPress(ImGuiMod_Ctrl | ImGuiKey_Z);  // opening is one step
    IM_CHECK(app.session().edits.empty());
    context.KeyPress(ImGuiMod_Ctrl | ImGuiKey_Y);
    // For another shape: said, and nothing changes.
    EditRecipe other{"other", "", {{4, 4}, {3, 8}}, {}};
    other.edits.resize(1);
    const fs::path misfit = data_folder() / "edits" / "misfit.json";
    write_edits(misfit, other);
    app.open(misfit.string());
    IM_CHECK(wait_for(context, [&] { return !app.opening(); }));
    const auto failure = app.take_open_failure();
    IM_CHECK(failure && failure->message.find("other blocks") != std::string::npos);
    IM_CHECK(app.session().edits == edits);
}

// A model that draws without edits what this one draws with them.
void bake(ImGuiTestContext& context, FlowStage& stage) {
    App& app = stage.app();
    IM_CHECK(wait_for(context, [&] { return settled(stage); }));
    const ImageRgba8 edited = shown(app, "samples", 0);
    look_into(context, app, "edits");
    context.ItemClick("**/Bake …");
    const fs::path file = data_folder() / "models" / "faces-eyes.safetensors";
    const fs::path card = data_folder() / "models" / "faces-eyes.card.json";
    IM_CHECK(wait_for(context, [&] { return fs::exists(card); }));
    const std::vector<std::byte> bytes = read_file(card, 1 << 20);
    const auto json =
        parse_json_text({reinterpret_cast<const char*>(bytes.data()), bytes.size()}, "the card");
    IM_CHECK_STR_EQ(json.at("edits").at("name").get<std::string>().c_str(), "eyes");
    IM_CHECK(!json.contains("effect_of_edits"));  // nothing was measured
    app.act(EditsSet{});
    app.open(file.string());
    IM_CHECK(wait_for(context, [&] { return app.model().name == "Faces, eyes"; }));
    IM_CHECK(wait_for(context, [&] { return settled(stage); }));
    const ImageRgba8 baked = shown(app, "samples", 0);
    IM_CHECK_EQ(baked.pixels.size(), edited.pixels.size());
    int furthest = 0;  // of 255 levels; the window draws in bf16 where it can
    for (std::size_t i = 0; i < baked.pixels.size(); ++i)
        furthest = std::max(furthest, std::abs(int{baked.pixels[i]} - int{edited.pixels[i]}));
    IM_CHECK_LE(furthest, 12);
}

}  // namespace

TEST_CASE("units are found by boxes, taken out, measured, undone, saved, opened again and baked") {
    const OwnFolders own;
    FlowStage stage;
    stage.app().open("faces");
    REQUIRE(stage.until([&] { return settled(stage) && stage.app().model().name == "Faces"; }));
    stage.app().shell().set_tour(false);
    REQUIRE(stage.run("mark", [&](ImGuiTestContext& c) { mark(c, stage); }));
    REQUIRE(stage.run("rank", [&](ImGuiTestContext& c) { rank(c, stage); }));
    REQUIRE(stage.run("take out", [&](ImGuiTestContext& c) { take_out(c, stage); }));
    REQUIRE(stage.run("measure", [&](ImGuiTestContext& c) { measure(c, stage); }));
    REQUIRE(stage.run("keep", [&](ImGuiTestContext& c) { keep(c, stage); }));
    REQUIRE(stage.run("bake", [&](ImGuiTestContext& c) { bake(c, stage); }));
}
