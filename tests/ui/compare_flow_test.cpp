// SPDX-License-Identifier: MIT
// Two models side by side, in the real window: opened, compared, undone, and there after a restart.
#include <doctest/doctest.h>
#include <imgui_internal.h>
#include <imgui_te_context.h>
#include <imgui_te_engine.h>

#include <algorithm>
#include <cmath>
#include <cstdlib>
#include <filesystem>
#include <string>
#include <vector>

#include "core/io/model_export.h"
#include "core/io/model_file.h"
#include "flow_stage.h"
#include "own_folders.h"

using namespace zscope;
using namespace zscope::app;

namespace {

// The default model with its colours turned over: the last layer's weights negated, and tanh is
// odd. So each image of one is the other's negative, whatever z is.
void write_negative(const std::filesystem::path& file) {
    ModelSnapshot model = *open_model(resolve_model("default"));
    HostTensor& last = model.raw.at(model.generator.blocks.back().name + ".weight");
    std::vector<float> weights(last.f32().begin(), last.f32().end());
    for (float& weight : weights)
        weight = -weight;
    last = HostTensor::from_floats(last.shape, weights);
    model.name = "negative";
    model.provenance.clear();
    export_part(model, "G", file);
}

// Its z: of both models the same. How far a pair of bytes is from adding up to white.
int distance_from_negative(App& app, std::size_t tile) {
    const auto first = app.slots().result("compare.first");
    const auto second = app.slots().result("compare.second");
    if (first == nullptr || second == nullptr || first->tiles.size() != second->tiles.size()) {
        return 255;
    }
    const ImageRgba8 &one = *first->tiles.at(tile), &other = *second->tiles.at(tile);
    int worst = 0;
    for (std::size_t i = 0; i < one.pixels.size(); ++i) {
        if (i % 4 == 3) continue;  // opaque in both
        worst = std::max(worst, std::abs(one.pixels[i] + other.pixels[i] - 255));
    }
    return worst;
}

// A path to an item of a row; what is a slash in the row's own id must not part it.
std::string item(const std::string& row, const char* name) {
    std::string path;
    for (const char letter : row) {
        if (letter == '/') path += '\\';
        path += letter;
    }
    return path + "/" + name;
}

void open_from_the_panel(ImGuiTestContext& context, FlowStage& stage) {
    App& app = stage.app();
    app.shell().workspaces().show("models");
    context.Yield(3);
    look_into(context, app, "models");
    const std::string faces = app.places().shipped.front().path;
    context.ItemDoubleClick(item("shipped " + faces, "##row").c_str());
    IM_CHECK(wait_for(context, [&] { return settled(stage); }));
    IM_CHECK_STR_EQ(app.model().name.c_str(), "DigiFace faces");
    context.KeyPress(ImGuiMod_Ctrl | ImGuiKey_Z);
    IM_CHECK_STR_EQ(app.model().name.c_str(), "negative");
    context.KeyPress(ImGuiMod_Ctrl | ImGuiKey_Y);
    IM_CHECK_STR_EQ(app.model().name.c_str(), "DigiFace faces");
}

void compare_a_recent_one(ImGuiTestContext& context, FlowStage& stage, const std::string& file) {
    App& app = stage.app();
    app.shell().workspaces().show("models");
    context.Yield(3);
    look_into(context, app, "models");
    IM_CHECK(wait_for(context, [&] { return settled(stage); }));
    const Session before = app.session();
    context.ItemClick(item("model " + file, "Compare").c_str());
    IM_CHECK(wait_for(context, [&] { return app.session().compare.has_value(); }));
    IM_CHECK(app.session().model == before.model);  // what the tools work on stays
    context.Yield(3);
    IM_CHECK(wait_for(context, [&] {
        return settled(stage) && app.slots().result("compare.second") != nullptr;
    }));
    IM_CHECK_EQ(app.slots().result("compare.second")->tiles.size(), std::size_t{64});
    for (const std::size_t tile : {0, 17, 63})
        IM_CHECK_LE(distance_from_negative(app, tile), 8);  // the window may draw in bf16
    context.KeyPress(ImGuiMod_Ctrl | ImGuiKey_Z);
    IM_CHECK(app.session() == before);
    context.KeyPress(ImGuiMod_Ctrl | ImGuiKey_Y);
    IM_CHECK(app.session().compare.has_value());
}

// Sample 17 alone and large, under an edge that is dragged a little to the left. Returns where it
// stands on the screen.
ImRect wipe_one(ImGuiTestContext& context, FlowStage& stage) {
    App& app = stage.app();
    app.shell().workspaces().show("compare");
    context.Yield(3);
    look_into(context, app, "compare");
    context.ItemUncheck("Smooth");
    context.SetRef(context.WindowInfo("pair").ID);
    context.ItemClick("first/$$17/card");
    look_into(context, app, "compare");
    context.ComboClick("##of/The selected");
    context.ItemCheck("Wipe");
    context.Yield(3);
    wait_for(context, [&] { return settled(stage); });
    context.SetRef(context.WindowInfo("pair").ID);
    context.ItemDragWithDelta("edge", ImVec2(-60, 0));
    context.MouseMoveToPos(ImVec2(2, 2));
    context.Yield(3);
    return context.ItemInfo("both/$$0/card").RectFull;
}

// How far the screen is from the first model's image left of the edge and from the second's right
// of it: the worst of all pixels but those about the edge, its grip and the card's border.
int wiped_wrong(App& app, const ImageRgba8& screen, const ImRect& card, double edge) {
    constexpr float kBorder = 8.0F;
    const ImageRgba8& left = *app.slots().result("compare.first")->tiles.at(0);
    const ImageRgba8& right = *app.slots().result("compare.second")->tiles.at(0);
    const float middle = card.Min.x + static_cast<float>(edge) * card.GetWidth();
    int worst = 0;
    for (float y = card.Min.y + kBorder; y < card.Max.y - kBorder; ++y) {
        for (float x = card.Min.x + kBorder; x < card.Max.x - kBorder; ++x) {
            if (std::abs(x - middle) < kBorder) continue;
            const ImageRgba8& image = x < middle ? left : right;
            const auto texel = [](float at, float from, float size, int count) {
                return (at + 0.5F - from) / size * static_cast<float>(count);
            };
            const float u = texel(x, card.Min.x, card.GetWidth(), image.width);
            const float v = texel(y, card.Min.y, card.GetHeight(), image.height);
            const float near = std::min(
                {u - std::floor(u), std::ceil(u) - u, v - std::floor(v), std::ceil(v) - v});
            if (near < 0.1F) continue;  // between two texels either may be shown
            const std::size_t from =
                4 * (static_cast<std::size_t>(v) * image.width + static_cast<std::size_t>(u));
            const std::size_t shown =
                4 * (static_cast<std::size_t>(y) * screen.width + static_cast<std::size_t>(x));
            for (std::size_t k = 0; k < 3; ++k)
                worst =
                    std::max(worst, std::abs(image.pixels[from + k] - screen.pixels[shown + k]));
        }
    }
    return worst;
}

}  // namespace

TEST_CASE("models: open a shipped one, compare with a recent one, undo, and all is there again") {
    const OwnFolders own;
    const auto file = own.folder.path() / "negative.safetensors";
    write_negative(file);
    {
        FlowStage stage;
        stage.app().shell().set_tour(false);
        REQUIRE(stage.until([&] { return settled(stage); }));
        stage.app().open(file.string());
        REQUIRE(
            stage.until([&] { return settled(stage) && stage.app().model().name == "negative"; }));
        REQUIRE(stage.run("open from the panel",
                          [&](ImGuiTestContext& context) { open_from_the_panel(context, stage); }));
    }
    Session last;
    {
        FlowStage stage;
        REQUIRE(stage.until([&] { return settled(stage); }));
        CHECK(stage.app().model().name == "DigiFace faces");
        REQUIRE(stage.run("compare a recent one", [&](ImGuiTestContext& context) {
            compare_a_recent_one(context, stage, file.string());
        }));
        ImRect card;
        REQUIRE(
            stage.run("wipe", [&](ImGuiTestContext& context) { card = wipe_one(context, stage); }));
        const nlohmann::json settings = stage.app().shell().workspaces().find("compare").settings();
        const auto edge = settings.at("edge").get<double>();
        CHECK(edge > 0.1);
        CHECK(edge < 0.5);
        CHECK(card.GetWidth() > 200);
        CHECK(wiped_wrong(stage.app(), stage.window().picture_of_last_frame(), card, edge) <= 1);
        last = stage.app().session();
    }
    FlowStage stage;
    CHECK(stage.app().session() == last);
    stage.app().shell().workspaces().show("compare");
    REQUIRE(stage.until(
        [&] { return settled(stage) && stage.app().slots().result("compare.second") != nullptr; }));
    CHECK(distance_from_negative(stage.app(), 0) <= 8);
    // Off the list it goes, and the file stays.
    stage.app().wish(ui::ForgetRecent{{file.string(), file.string(), "model", "negative", "", ""}});
    for (const ui::ModelPlace& place : stage.app().places().recent)
        CHECK(place.path != file.string());
    CHECK(std::filesystem::exists(file));
}
