// SPDX-License-Identifier: MIT
#include <doctest/doctest.h>

#include <memory>
#include <string>

#include "core/latent/interpolate.h"
#include "core/latent/torch_randn.h"
#include "core/statistics/point_spacing.h"
#include "panel_stage.h"
#include "ui/panels/map_panel.h"

using namespace zscope;
using namespace zscope::ui;

namespace {

constexpr ImVec2 kSize(760, 440);

// 300 samples at random places; z as seed 1 draws it, as the grid's are.
std::shared_ptr<ExploreMap> made_up_map() {
    auto map = std::make_shared<ExploreMap>();
    map->settings.count = 300;
    map->settings.features = MapFeatures::image;
    map->inputs = 100;
    map->z = torch_randn(1, 300 * 100);
    map->scores = torch_randn(2, 300 * 3);
    map->explained = {0.25, 0.12, 0.06};
    for (std::size_t i = 0; i < 300; ++i) {
        map->norms.push_back(static_cast<float>(norm(map->z_of(i))));
        map->by_first.emplace_back(map->z_of(i)[0], i);
    }
    std::ranges::sort(map->by_first);
    for (std::size_t plane = 0; plane < kMapPlanes.size(); ++plane) {
        std::vector<float> points;
        for (std::size_t i = 0; i < 300; ++i) {
            const auto [x, y] = map->point(i, plane);
            points.insert(points.end(), {x, y});
        }
        map->spacing[plane] = point_spacing(points);
    }
    return map;
}

void show_map(PanelStage& stage, std::shared_ptr<const ExploreMap> map) {
    stage.map.emplace();
    stage.map->state = MapView::State::done;
    stage.map->map = std::move(map);
    stage.map->model = stage.session.model;
    stage.map->name = stage.model.name;
}

// A picture in the middle of the canvas, away from what lies over the corners.
std::size_t middle_picture(const MapPanel& panel) {
    const auto& pictures = panel.canvas().pictures();
    REQUIRE(!pictures.empty());
    return pictures.front();
}

}  // namespace

TEST_CASE("the map's panel says what it is for, how far it is, and what went wrong") {
    PanelStage stage;
    auto& panel = stage.add<MapPanel>(kSize, stage.make_slot());
    CHECK(says(stage.text(), "many of its samples"));  // no model
    stage.open_model();
    std::string text = stage.text();
    CHECK(says(text, "look alike lie near each other"));
    CHECK(says(text, "Draw 2,000 samples"));
    stage.click(stage.id("map", {"Draw 2,000 samples"}));
    REQUIRE(stage.sink.wished<MakeMap>() != nullptr);
    CHECK(stage.sink.wished<MakeMap>()->settings.count == 2000);
    CHECK(stage.sink.wished<MakeMap>()->settings.seed == 1);

    stage.map.emplace();
    stage.map->state = MapView::State::working;
    stage.map->job = 17;
    stage.map->name = "DigiFace faces";
    stage.map->what = "640 of 2000 samples drawn";
    stage.map->progress = 0.3;
    CHECK(says(stage.text(), "Drawing the map of DigiFace faces: 640 of 2000 samples drawn"));
    stage.click(stage.id("map", {"Cancel"}));
    REQUIRE(stage.sink.wished<CancelJob>() != nullptr);
    CHECK(stage.sink.wished<CancelJob>()->id == 17);

    stage.map->state = MapView::State::failed;
    stage.map->error = "no memory";
    CHECK(says(stage.text(), "The map was not made: no memory"));
    const std::size_t before = stage.sink.wishes.size();
    stage.click(stage.id("map", {"Try again"}));
    CHECK(stage.sink.wishes.size() == before + 1);

    show_map(stage, made_up_map());
    stage.map->model.which = OpenedModel{"other", ""};
    stage.map->name = "Rooms";
    text = stage.text();
    CHECK(says(text, "is of Rooms; the tools work on DigiFace faces now"));
    CHECK_FALSE(stage.slot("map").wanted);
    panel.set_settings({{"count", 512}, {"make", true}});
    stage.frames(1);
    CHECK(stage.sink.wished<MakeMap>()->settings.count == 512);
}

TEST_CASE("a map shows pictures in the room there is, says its variance, and when it is stale") {
    PanelStage stage;
    stage.open_model();
    show_map(stage, made_up_map());
    auto& panel = stage.add<MapPanel>(kSize, stage.make_slot());
    stage.frames(3);
    const std::size_t far = panel.canvas().pictures().size();
    CHECK(far > 10);
    CHECK(far < 300);
    CHECK(stage.slot("map").request.count == static_cast<std::int64_t>(far));
    std::string text = stage.text();
    CHECK(says(text, "300 samples of seed 1"));
    CHECK(says(text, "PC1 25 %, PC2 12 % of the variance of the images"));
    CHECK_FALSE(says(text, "Laid out at"));
    panel.set_settings({{"plane", 2}});
    CHECK(says(stage.text(), "PC2 12 %, PC3 6 %"));
    stage.model.step = 1500;
    CHECK(says(stage.text(), "Laid out at step 0; the model is at step 1,500 now."));
    stage.click(stage.id("map", {"Draw anew"}));
    CHECK(stage.sink.wished<MakeMap>() != nullptr);
}

TEST_CASE("the wheel zooms the map at the pointer, so that more of what is there gets pictures") {
    PanelStage stage;
    stage.open_model();
    show_map(stage, made_up_map());
    auto& panel = stage.add<MapPanel>(kSize, stage.make_slot());
    stage.frames(3);
    const double fitting = panel.canvas().camera().scale;
    stage.move(ImVec2(400, 300));
    ImGui::GetIO().AddMouseWheelEvent(0, 3);
    stage.frames(3);
    CHECK(panel.canvas().camera().scale == doctest::Approx(fitting * 1.25 * 1.25 * 1.25));
    const MapCamera before = panel.canvas().camera();
    stage.press(2);
    stage.move(ImVec2(370, 310));
    stage.release(2);
    CHECK(panel.canvas().camera().x == doctest::Approx(before.x + 30 / before.scale));
    CHECK(panel.canvas().camera().y == doctest::Approx(before.y + 10 / before.scale));
    ImGui::GetIO().AddKeyEvent(ImGuiKey_F, true);
    stage.frames(2);
    ImGui::GetIO().AddKeyEvent(ImGuiKey_F, false);
    stage.frames(2);
    CHECK(panel.canvas().camera().scale == doctest::Approx(fitting));
}

TEST_CASE("on the map a click selects, Ctrl-click adds, and what is selected elsewhere is known") {
    PanelStage stage;
    stage.open_model();
    const auto map = made_up_map();
    show_map(stage, map);
    auto& panel = stage.add<MapPanel>(kSize, stage.make_slot());
    stage.frames(3);
    const std::size_t first = middle_picture(panel);
    const auto card = [&](std::size_t index) {
        return stage.id("map/canvas", {static_cast<int>(index), "card"});
    };
    stage.click(card(first));
    REQUIRE(stage.session.selection.size() == 1);
    const SamplePointer picked = stage.book.find(stage.session.selection[0]);
    CHECK(std::ranges::equal(picked->z, map->z_of(first)));
    CHECK(picked->origin.seed == 1);
    CHECK(picked->origin.row == static_cast<std::int64_t>(first));
    CHECK(picked->origin.count == 300);

    const std::size_t second = panel.canvas().pictures()[1];
    stage.key(ImGuiMod_Ctrl, true);
    stage.click(card(second));
    CHECK(stage.session.selection.size() == 2);
    stage.click(card(second));  // again: taken out
    stage.key(ImGuiMod_Ctrl, false);
    CHECK(stage.session.selection.size() == 1);

    // A sample of the grid of the same seed lies on the map; there it is the same sample.
    std::size_t shared = 1000;
    for (const std::size_t index : panel.canvas().pictures())
        if (index < 64 && index != first && index != second) shared = index;
    REQUIRE(shared < 64);
    const SampleId of_grid = stage.pick(static_cast<std::int64_t>(shared));
    stage.session.tray = {of_grid};
    stage.frames(2);
    stage.click(card(shared));
    CHECK(stage.session.selection == std::vector<SampleId>{of_grid});
}

TEST_CASE("a point that has no picture can be picked as well, and only what is seen is drawn") {
    PanelStage stage;
    stage.open_model();
    const auto map = made_up_map();
    show_map(stage, map);
    auto& panel = stage.add<MapPanel>(kSize, stage.make_slot());
    panel.set_settings({{"side", 160.0}});
    stage.frames(3);
    const auto& pictures = panel.canvas().pictures();
    const std::size_t few = pictures.size();
    CHECK(few < 30);
    // With the mouse where a point lies away from all pictures.
    std::size_t picked = 0;
    for (float y = 150; y < 430 && picked == 0; y += 5) {
        for (float x = 20; x < 560 && picked == 0; x += 5) {
            stage.move(ImVec2(x, y));
            if (stage.slot("map").request.count <= static_cast<std::int64_t>(few)) continue;
            stage.press();
            stage.release();
            if (!stage.session.selection.empty()) picked = 1;
        }
    }
    REQUIRE(picked == 1);
    const SamplePointer sample = stage.book.find(stage.session.selection[0]);
    const auto index = static_cast<std::size_t>(sample->origin.row);
    CHECK(std::ranges::find(pictures, index) == pictures.end());
    CHECK(std::ranges::equal(sample->z, map->z_of(index)));
}
