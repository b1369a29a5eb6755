// SPDX-License-Identifier: MIT
// Sheet as a person uses it.
#include <doctest/doctest.h>

#include <string>
#include <vector>

#include "core/session/tool_latents.h"
#include "panel_stage.h"
#include "ui/panels/sheet_panel.h"

using namespace zscope;
using namespace zscope::ui;

namespace {

std::vector<float> row(const FakeSlot& slot, std::int64_t index) {
    const auto at = slot.request.z->begin() + index * 100;
    return {at, at + 100};
}

}  // namespace

TEST_CASE("a point on the sheet is a place in it, and back") {
    const SheetPlace middle = place_under(ImVec2(50, 50), 100, 5);
    CHECK(middle.x == doctest::Approx(0.5));
    CHECK(middle.y == doctest::Approx(0.5));
    // The middle of the first cell is 0, all left of it too.
    CHECK(place_under(ImVec2(10, 3), 100, 5) == SheetPlace{0.0, 0.0});
    CHECK(place_under(ImVec2(90, 99), 100, 5) == SheetPlace{1.0, 1.0});
    for (const SheetPlace place : {SheetPlace{0.13, 0.77}, SheetPlace{0, 1}}) {
        const SheetPlace again = place_under(point_of(place, 300, 7), 300, 7);
        CHECK(again.x == doctest::Approx(place.x).epsilon(1e-5));
        CHECK(again.y == doctest::Approx(place.y).epsilon(1e-5));
    }
    CHECK(nearest_cell({0.24, 0.4}, 5) == SheetPlace{0.25, 0.5});
}

TEST_CASE("four corners make a sheet; a click takes a cell, a drag moves freely over it") {
    PanelStage stage;
    stage.open_model();
    stage.add<SheetPanel>(ImVec2(700, 420), stage.make_slot());
    stage.frames(2);
    CHECK(says(stage.text(), "Four faces at the corners"));
    stage.session.sheet.corners = {stage.pick(0), stage.pick(1), stage.pick(2), 0};
    stage.frames(2);
    CHECK(says(stage.text(), "The bottom right corner is not chosen yet."));
    stage.session.sheet.corners[3] = stage.pick(3);
    stage.frames(3);
    const FakeSlot& grid = stage.slot("sheet.grid");
    FakeSlot& large = stage.slot("sheet");
    REQUIRE(grid.request.count == 49);
    const SheetPlan plan =
        sheet_of(stage.session.sheet, stage.book, stage.sink.directions, LatentSpace{});
    CHECK(row(grid, 0) == plan.corners[0]);
    CHECK(row(grid, 6) == plan.corners[1]);
    CHECK(row(grid, 48) == plan.corners[3]);
    CHECK(row(large, 0) == plan.at(0.5, 0.5));

    const ImVec2 middle = stage.find(stage.id("sheet", {"sheet"}));
    stage.move(ImVec2(middle.x + 110, middle.y - 100));
    stage.press();
    stage.release();
    const SheetState clicked = stage.session.sheet;
    CHECK(clicked.x > 0.5);
    CHECK(clicked.y < 0.5);
    CHECK(nearest_cell({clicked.x, clicked.y}, 7) == SheetPlace{clicked.x, clicked.y});
    CHECK(row(large, 0) == plan.at(clicked.x, clicked.y));
    stage.move(middle);
    stage.press();
    stage.move(ImVec2(middle.x - 61, middle.y + 20));
    CHECK(large.request.priority == RenderPriority::dragged);
    stage.move(ImVec2(middle.x - 67, middle.y + 23));
    stage.release();
    const SheetState dragged = stage.session.sheet;
    CHECK(dragged.x < 0.4);
    CHECK(dragged.y > 0.5);
    CHECK(nearest_cell({dragged.x, dragged.y}, 7) != SheetPlace{dragged.x, dragged.y});
    CHECK(row(large, 0) == plan.at(dragged.x, dragged.y));
    stage.frames(2);
    CHECK(large.request.priority == RenderPriority::visible);
}

TEST_CASE("a sheet in two directions goes from the origin by their strengths") {
    PanelStage stage;
    stage.open_model();
    stage.add<SheetPanel>(ImVec2(700, 420), stage.make_slot());
    SheetState& state = stage.session.sheet;
    state.of_directions = true;
    state.origin = stage.pick(2);
    stage.frames(2);
    CHECK(says(stage.text(), "No direction is kept yet"));
    const auto along = [&](const char* name, std::size_t number) {
        Direction direction;
        direction.name = name;
        direction.vector.assign(100, 0.0F);
        direction.vector[number] = 1.0F;
        return stage.sink.direction(direction);
    };
    state.right = along("smile", 0);
    state.down = along("hat", 1);
    state.first = -1.0;
    state.last = 2.0;
    stage.frames(3);
    const std::vector<float> origin = stage.book.find(state.origin)->z;
    const FakeSlot& grid = stage.slot("sheet.grid");
    REQUIRE(grid.request.count == 49);
    std::vector<float> corner = origin;  // bottom left: the first strength right, the last down
    corner[0] -= 1.0F;
    corner[1] += 2.0F;
    CHECK(row(grid, 42) == corner);
    CHECK(says(stage.text(), "smile"));
    state.down = 0;
    stage.frames(2);
    CHECK(says(stage.text(), "The direction down is not chosen yet."));
}
