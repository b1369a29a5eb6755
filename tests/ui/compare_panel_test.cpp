// SPDX-License-Identifier: MIT
// The Compare panel: the same z on both models, tile by tile, and nothing where that cannot be.
#include <doctest/doctest.h>

#include <algorithm>
#include <cmath>
#include <string>

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
