// SPDX-License-Identifier: MIT
// The Compare panel: the same z on both models, tile by tile, and nothing where that cannot be.
#include <doctest/doctest.h>

#include <algorithm>
#include <cmath>
#include <string>
#include <vector>

#include "panel_stage.h"
#include "ui/panels/compare_panel.h"
#include "ui/panels/compare_view.h"

using namespace zscope;
using namespace zscope::ui;

namespace {

const ModelRef kOther{OpenedModel{"def", "/models/rooms.safetensors"}, Weights::automatic};

void compare(PanelStage& stage) {
    stage.open_model();
    stage.session.compare = kOther;
    stage.compare = stage.model;
    stage.compare.name = "Rooms";
    stage.models.push_back({kOther, "Rooms", 0});
}

// A picture as it is drawn: the part of a texture that lies in a part of the screen.
struct Drawn {
    ImTextureID texture;
    ImVec2 low, high, uv_low, uv_high;
};

// Those of the last frame that are `height` high, in the order in which they are drawn.
std::vector<Drawn> drawn(float height) {
    std::vector<Drawn> pictures;
    for (const ImDrawList* list : ImGui::GetDrawData()->CmdLists) {
        for (const ImDrawCmd& command : list->CmdBuffer) {
            if (command.UserCallback != nullptr) continue;
            for (unsigned i = 0; i + 6 <= command.ElemCount; i += 6) {
                const auto vertex = [&](unsigned k) -> const ImDrawVert& {
                    const auto index = static_cast<int>(command.IdxOffset + i + k);
                    return list
                        ->VtxBuffer[list->IdxBuffer[index] + static_cast<int>(command.VtxOffset)];
                };
                const ImDrawVert &low = vertex(0), &high = vertex(2);
                if (std::abs(high.pos.y - low.pos.y - height) > 0.5F || low.uv.x >= high.uv.x)
                    continue;
                pictures.push_back({command.GetTexID(), low.pos, high.pos, low.uv, high.uv});
            }
        }
    }
    return pictures;
}

// The selected samples in one grid with an edge.
ComparePanel& wipe_of_two(PanelStage& stage) {
    compare(stage);
    auto& panel = stage.add<ComparePanel>(ImVec2(900, 500), stage.make_slot());
    panel.set_settings({{"wipe", true}, {"of", "selected"}, {"zoom", 4.0}});
    stage.session.selection = {stage.pick(3), stage.pick(9)};
    stage.frames(3);
    return panel;
}

bool overlap(ImVec2 a, ImVec2 b, float side) {
    return std::abs(a.x - b.x) < side && std::abs(a.y - b.y) < side;
}

}  // namespace

TEST_CASE("both grids fit, no two tiles overlap, and pairs lie alike") {
    for (const ImVec2 room : {ImVec2(900, 400), ImVec2(500, 440), ImVec2(300, 900)}) {
        for (const int count : {1, 2, 16, 37, 64, 256}) {
            CAPTURE(room.x);
            CAPTURE(count);
            const PairLayout layout = pair_layout(room, count, 64, 0, 4, 4);
            std::vector<ImVec2> places;
            for (int i = 0; i < count; ++i) {
                for (const bool second : {false, true})
                    places.push_back(pair_place(layout, second, i));
            }
            for (std::size_t i = 0; i < places.size(); ++i) {
                CHECK(places[i].x + layout.tiles.tile <= room.x);
                CHECK(places[i].y + layout.tiles.tile <= room.y + 2 * layout.gap);
                for (std::size_t k = i + 1; k < places.size(); ++k)
                    CHECK_FALSE(overlap(places[i], places[k], layout.tiles.tile));
            }
            for (std::size_t i = 2; i < places.size(); i += 2) {  // the same way from tile 0
                CHECK(places[i].x - places[0].x == places[i + 1].x - places[1].x);
                CHECK(places[i].y - places[0].y == places[i + 1].y - places[1].y);
            }
        }
    }
    CHECK(pair_layout(ImVec2(900, 400), 64, 64, 0, 4, 20).beside);
    CHECK_FALSE(pair_layout(ImVec2(300, 900), 2, 64, 0, 4, 20).beside);
    CHECK(pair_layout(ImVec2(900, 400), 64, 64, 2, 4, 20).tiles.tile == 128);
}

TEST_CASE("a z of another length is never the same z; another prior is said") {
    ModelView first, second;
    first.name = "A";
    second.name = "B";
    CHECK(why_not_same_z(first, second).empty());
    CHECK(same_z_caveat(first, second).empty());
    second.nz = 64;
    const std::string why = why_not_same_z(first, second);
    CHECK(says(why, "100 numbers"));
    CHECK(says(why, "64"));
    second.labels = 10;
    CHECK(says(why_not_same_z(first, second), "0 labels, B with 10"));
    second.prior = "uniform";
    CHECK(says(same_z_caveat(first, second), "B was trained on uniform"));
}

TEST_CASE("both models are asked for the very same z, the edits stay with the first") {
    PanelStage stage;
    compare(stage);
    stage.session.edits = {Edit{}};
    stage.add<ComparePanel>(ImVec2(900, 500), stage.make_slot());
    stage.frames(3);
    const RenderRequest& first = stage.slot("compare.first").request;
    const RenderRequest& second = stage.slot("compare.second").request;
    CHECK(first.model == stage.session.model);
    CHECK(second.model == kOther);
    CHECK(first.z == second.z);
    CHECK(first.count == 64);
    CHECK(second.count == 64);
    CHECK(first.edits.size() == 1);
    CHECK(second.edits.empty());
    const std::string text = stage.text();
    CHECK(says(text, "DigiFace faces"));
    CHECK(says(text, "with the edits"));
    const int before = stage.slot("compare.second").submits;
    stage.frames(4);
    CHECK(stage.slot("compare.second").submits == before);  // nothing new: nothing asked
}

TEST_CASE("the selected and the kept samples are compared as well") {
    PanelStage stage;
    compare(stage);
    auto& panel = stage.add<ComparePanel>(ImVec2(900, 500), stage.make_slot());
    panel.set_settings({{"of", "selected"}});
    CHECK(says(stage.text(), "Nothing is selected"));
    CHECK_FALSE(stage.slot("compare.second").wanted);
    stage.session.selection = {stage.pick(9), stage.pick(3)};
    stage.frames(3);
    CHECK(stage.slot("compare.second").request.count == 2);
    // A click on one shows it in the Inspector; both stay selected, and where they are.
    const auto before = stage.slot("compare.first").request.z;
    const SampleId nine = stage.pick(9);
    stage.click(stage.id("/pair", {"second", 0, "card"}));
    CHECK(stage.session.selection.size() == 2);
    CHECK(stage.session.selection.back() == nine);
    CHECK(*stage.slot("compare.first").request.z == *before);
    panel.set_settings({{"of", "tray"}});
    CHECK(says(stage.text(), "Nothing in the tray"));
    stage.session.tray = {stage.pick(1)};
    stage.frames(2);
    CHECK(stage.slot("compare.first").request.count == 1);
}

TEST_CASE("a card of either model selects the sample of that z") {
    PanelStage stage;
    compare(stage);
    stage.add<ComparePanel>(ImVec2(900, 500), stage.make_slot());
    stage.frames(3);
    stage.click(stage.id("/pair", {"second", 5, "card"}));
    CHECK(stage.session.selection == std::vector<SampleId>{stage.pick(5)});
    stage.click(stage.id("/pair", {"first", 6, "card"}));
    CHECK(stage.session.selection == std::vector<SampleId>{stage.pick(6)});
}

TEST_CASE("one grid for a wipe: all tiles fit, and its size is theirs") {
    for (const ImVec2 room : {ImVec2(900, 400), ImVec2(300, 900)}) {
        for (const int count : {1, 2, 37, 64}) {
            CAPTURE(count);
            const PairLayout layout = one_layout(room, count, 64, 0, 4, 4);
            const ImVec2 size = tiles_size(layout, count);
            CHECK(size.x <= room.x);
            CHECK(size.y <= room.y);
            float right = 0, below = 0;
            for (int i = 0; i < count; ++i) {
                const ImVec2 at = pair_place(layout, false, i);
                CHECK(pair_place(layout, true, i).x == at.x);
                CHECK(pair_place(layout, true, i).y == at.y);
                right = std::max(right, at.x + layout.tiles.tile);
                below = std::max(below, at.y + layout.tiles.tile);
            }
            CHECK(size.x == right);
            CHECK(size.y == below);
        }
    }
    // Twice the room that one of two grids has.
    CHECK(one_layout(ImVec2(900, 450), 1, 64, 0, 4, 20).tiles.tile >
          pair_layout(ImVec2(900, 450), 1, 64, 0, 4, 20).tiles.tile);
    CHECK(one_layout(ImVec2(900, 400), 64, 64, 2, 4, 20).tiles.tile == 128);
}

TEST_CASE("a wipe: the first model whole, the second over it from the edge on, texel on texel") {
    PanelStage stage;
    auto& panel = wipe_of_two(stage);
    CHECK(says(stage.text(), "Left: DigiFace faces"));
    CHECK(says(stage.text(), "Right: Rooms"));
    // Two cards of 256 with a gap of 4: an edge at 0.75 is in the second one.
    panel.set_settings({{"edge", 0.75}});
    stage.frames(2);
    std::vector<Drawn> pictures = drawn(256);
    REQUIRE(pictures.size() == 3);
    const Drawn first = pictures[0], second = pictures[1], over = pictures[2];
    CHECK(first.texture == second.texture);
    CHECK(over.texture != first.texture);
    CHECK(second.high.x - second.low.x == 256);
    CHECK(over.low.x == std::round(first.low.x + 0.75F * 516));
    CHECK(over.high.x == second.high.x);
    CHECK(over.uv_high.x == second.uv_high.x);
    const float share = (over.low.x - second.low.x) / 256;
    CHECK(over.uv_low.x ==
          doctest::Approx(second.uv_low.x + share * (second.uv_high.x - second.uv_low.x)));
    CHECK(over.uv_low.y == second.uv_low.y);
    for (const double edge : {0.0, 1.0}) {
        panel.set_settings({{"edge", edge}});
        stage.frames(2);
        pictures = drawn(256);
        CHECK(pictures.size() == (edge == 0.0 ? 4 : 2));
    }
}

TEST_CASE("the edge is dragged and moved by arrow keys; what lies under it keeps its clicks") {
    PanelStage stage;
    auto& panel = wipe_of_two(stage);
    panel.set_settings({{"of", "grid"}, {"zoom", 0.0}});
    stage.frames(3);
    const auto edge = [&] { return panel.settings().at("edge").get<double>(); };
    const ImVec2 at = stage.find(stage.id("/pair", {"edge"}));
    const double before = edge();
    stage.move(at);
    stage.press();
    stage.move(ImVec2(at.x + 40, at.y));
    stage.release();
    CHECK(edge() > before);
    const double dragged = edge();
    CHECK(stage.session.selection.size() == 2);  // no card was clicked
    const auto press = [&](ImGuiKey key) {
        stage.key(key, true);
        stage.frames(2);
        stage.key(key, false);
        stage.frames(2);
    };
    press(ImGuiKey_LeftArrow);
    CHECK(edge() == doctest::Approx(dragged - 0.05));
    press(ImGuiKey_RightArrow);
    press(ImGuiKey_RightArrow);
    CHECK(edge() == doctest::Approx(dragged + 0.05));
    stage.click(stage.id("/pair", {"both", 5, "card"}));
    CHECK(stage.session.selection == std::vector<SampleId>{stage.pick(5)});
}

TEST_CASE("holding Shift over the images shows each model in the other's place") {
    PanelStage stage;
    auto& panel = wipe_of_two(stage);
    const auto textures = [&] {
        std::vector<ImTextureID> all;
        for (const Drawn& picture : drawn(256))
            all.push_back(picture.texture);
        return all;
    };
    for (const bool wipe : {true, false}) {
        CAPTURE(wipe);
        panel.set_settings({{"wipe", wipe}, {"edge", 0.5}, {"zoom", 4.0}});
        stage.frames(3);
        const char* grid = wipe ? "both" : "first";
        stage.move(stage.find(stage.id("/pair", {grid, 0, "card"})));
        stage.frames(2);
        CHECK_FALSE(panel.swapped());
        const std::vector<ImTextureID> before = textures();
        stage.key(ImGuiMod_Shift, true);
        stage.frames(2);
        CHECK(panel.swapped());
        CHECK(says(stage.text(), "(held)"));
        std::vector<ImTextureID> held = textures();
        REQUIRE(held.size() == before.size());
        for (std::size_t i = 0; i < held.size(); ++i)
            CHECK(held[i] != before[i]);
        stage.move(ImVec2(0, 0));
        stage.frames(2);
        CHECK_FALSE(panel.swapped());
        stage.key(ImGuiMod_Shift, false);
        stage.frames(2);
        CHECK(textures() == before);
    }
}

TEST_CASE("where nothing can be compared the panel says why and asks for nothing") {
    PanelStage stage;
    stage.open_model();
    stage.add<ComparePanel>(ImVec2(900, 500), stage.make_slot());
    const auto asks = [&] {
        return stage.slot("compare.first").wanted || stage.slot("compare.second").wanted;
    };
    stage.frames(2);
    CHECK(says(stage.text(), "Draws two models on the same z"));
    stage.click(stage.id("compare", {"Show the models"}));
    REQUIRE(stage.sink.wished<ShowPanel>() != nullptr);
    CHECK(stage.sink.wished<ShowPanel>()->id == "models");

    compare(stage);
    stage.frames(2);
    CHECK(asks());
    stage.compare.nz = 64;
    CHECK(says(stage.text(), "cannot be the same z"));
    CHECK_FALSE(asks());

    stage.compare.nz = 100;
    stage.session.compare = stage.session.model;
    CHECK(says(stage.text(), "This is the opened model itself"));
    CHECK_FALSE(asks());

    stage.session.compare = kOther;
    stage.compare.available = false;
    CHECK(says(stage.text(), "is not open: /models/rooms.safetensors"));
    CHECK_FALSE(asks());
    stage.click(stage.id("compare", {"Open it"}));
    REQUIRE(stage.sink.wished<ComparePath>() != nullptr);
    CHECK(stage.sink.wished<ComparePath>()->path == "/models/rooms.safetensors");
}

TEST_CASE("a model that cannot be drawn is named") {
    PanelStage stage;
    compare(stage);
    stage.add<ComparePanel>(ImVec2(900, 500), stage.make_slot());
    stage.slot("compare.second").error = "the disk is gone";
    stage.frames(3);
    CHECK(says(stage.text(), "Rooms cannot be drawn: the disk is gone"));
}

TEST_CASE("Swap changes both, Stop ends it") {
    PanelStage stage;
    compare(stage);
    const ModelRef first = stage.session.model;
    stage.add<ComparePanel>(ImVec2(900, 500), stage.make_slot());
    stage.frames(3);
    stage.click(stage.id("compare", {"Swap"}));
    CHECK(stage.session.model == kOther);
    CHECK(stage.session.compare == first);
    stage.click(stage.id("compare", {"Stop"}));
    CHECK_FALSE(stage.session.compare.has_value());
    stage.frames(2);
    CHECK_FALSE(stage.slot("compare.second").wanted);
}
