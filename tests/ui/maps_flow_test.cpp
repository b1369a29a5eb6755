// SPDX-License-Identifier: MIT
// Looking into the network and operating, in the real window: a unit is found in Maps, ablated,
// seen in Before and after, and undone.
#include <doctest/doctest.h>
#include <imgui_te_context.h>
#include <imgui_te_engine.h>

#include <memory>
#include <string>
#include <vector>

#include "core/image/difference.h"
#include "core/io/model_export.h"
#include "flow_stage.h"
#include "own_folders.h"
#include "tests/engine/tiny_models.h"
#include "ui/panels/maps_panel.h"

using namespace zscope;
using namespace zscope::app;

namespace {

const ui::MapsSheet& sheet_of(App& app) {
    return dynamic_cast<ui::MapsPanel&>(app.shell().workspaces().find("maps")).sheet();
}

std::shared_ptr<const ImageRgba8> image(App& app, const std::string& slot) {
    const auto result = app.slots().result(slot);
    if (result == nullptr || !result->done || result->tiles.empty()) return nullptr;
    return result->tiles.front();
}

void choose_a_unit(ImGuiTestContext& context, FlowStage& stage) {
    App& app = stage.app();
    app.shell().workspaces().choose("operate");
    context.Yield(3);
    look_into(context, app, "before_after");
    context.ItemClick("**/Show the maps");
    context.Yield(3);
    look_into(context, app, "maps");
    context.ItemClick("**/Show the first sample");
    IM_CHECK(wait_for(context, [&] { return settled(stage) && sheet_of(app).maps().count > 0; }));
    const std::int64_t first = sheet_of(app).maps().block;
    const std::string other = first == 1 ? "###block2" : "###block1";
    look_into(context, app, "maps");
    context.ItemClick(other.c_str());
    IM_CHECK(wait_for(context, [&] {
        return settled(stage) && sheet_of(app).maps().block == app.session().operate.block;
    }));
    IM_CHECK_NE(app.session().operate.block, first);
    look_into(context, app, "maps");
    context.ComboClick("##order/By activation");
    context.Yield(3);
    look_into(context, app, "maps");
    const std::int64_t unit = sheet_of(app).order().front();
    context.SetRef(context.WindowInfo("sheet").ID);
    context.ItemClick(("$$" + std::to_string(unit) + "/unit").c_str());
    IM_CHECK_EQ(sheet_of(app).selected().size(), std::size_t{1});
    IM_CHECK_EQ(sheet_of(app).selected().front(), unit);
}

// What many samples say about the unit: among the images that make it most active, one is chosen.
void look_at_samples(ImGuiTestContext& context, FlowStage& stage) {
    App& app = stage.app();
    const SampleId before = app.session().selection.back();
    const std::int64_t block = app.session().operate.block;
    look_into(context, app, "maps");
    context.SetRef(context.WindowInfo("strip").ID);
    context.ItemClick("Look at 4,096 samples");
    IM_CHECK(wait_for(context, [&] { return app.operate_view().facts.contains(block); }));
    context.Yield(3);
    IM_CHECK(wait_for(context, [&] { return settled(stage); }));
    const auto pictures = app.slots().result("maps.best");
    IM_CHECK(pictures != nullptr);
    IM_CHECK_GE(pictures->tiles.size(), std::size_t{9});
    context.ItemClick("best/$$2/card");
    IM_CHECK_NE(app.session().selection.back(), before);
    IM_CHECK(wait_for(context, [&] { return settled(stage); }));
    // It is the very image whose map reaches what the facts call the highest, or one of the next.
    const ui::MapsSheet& sheet = sheet_of(app);
    const std::int64_t unit = sheet.selected().front();
    const auto& fact = app.operate_view().facts.at(block)->units.at(static_cast<std::size_t>(unit));
    IM_CHECK_LE(sheet.maps().of(unit).highest, fact.highest * 1.001);
    IM_CHECK_GE(sheet.maps().of(unit).highest, fact.highest / 2);
}

void ablate(ImGuiTestContext& context, FlowStage& stage) {
    App& app = stage.app();
    look_into(context, app, "maps");
    context.SetRef(context.WindowInfo("strip").ID);
    context.ItemClick("###ablate");
    IM_CHECK_EQ(app.session().edits.size(), std::size_t{1});
    app.shell().workspaces().show("before_after");
    context.Yield(3);
    look_into(context, app, "before_after");
    context.ItemClick("**/One");
    IM_CHECK(wait_for(context, [&] {
        return settled(stage) && image(app, "before_after.with") != nullptr &&
               image(app, "before_after.without") != nullptr;
    }));
}

}  // namespace

TEST_CASE("operate: a unit is chosen in Maps, ablated, compared, and undone") {
    const OwnFolders own;
    const auto file = own.folder.path() / "tiny.safetensors";
    export_part(*test::tiny_model(), "G", file);
    FlowStage stage;
    App& app = stage.app();
    app.shell().set_tour(false);
    REQUIRE(stage.until([&] { return settled(stage); }));
    app.open(file.string());
    REQUIRE(stage.until([&] { return settled(stage) && app.model().size == 32; }));
    REQUIRE(stage.run("choose a unit",
                      [&](ImGuiTestContext& context) { choose_a_unit(context, stage); }));
    REQUIRE(stage.run("look at samples",
                      [&](ImGuiTestContext& context) { look_at_samples(context, stage); }));
    REQUIRE(stage.run("ablate", [&](ImGuiTestContext& context) { ablate(context, stage); }));

    const auto before = image(app, "before_after.without"), after = image(app, "before_after.with");
    REQUIRE(after != nullptr);
    CHECK(mean_change(*before, *after) > 0.0);
    app.shell().workspaces().show("inspector");  // it lies behind Edits
    REQUIRE(stage.until([&] { return settled(stage) && image(app, "inspector") != nullptr; }));
    CHECK(*image(app, "inspector") == *after);  // every panel shows the same edited sample

    app.wish(ui::UndoRedo{false});
    CHECK(app.session().edits.empty());
    REQUIRE(stage.until([&] {
        const auto now = app.slots().result("inspector");
        return settled(stage) && now != nullptr && now->done && *now->tiles.front() == *before;
    }));
    app.wish(ui::UndoRedo{true});
    CHECK(app.session().edits.size() == 1);
    REQUIRE(stage.until([&] {
        const auto now = image(app, "before_after.with");
        return settled(stage) && now != nullptr && *now == *after;
    }));
}
