// SPDX-License-Identifier: MIT
#include "core/session/picture_plan.h"

#include <doctest/doctest.h>

#include <algorithm>
#include <cmath>

#include "core/base/error.h"
#include "core/latent/torch_randn.h"
#include "core/session/recipe_command.h"

using namespace zscope;

namespace {

constexpr std::int64_t kNz = 6;
const LatentSpace kSpace{kNz, 0, "normal"};

// Samples 1 … 8 are rows 0 … 7 of seed 5, sample 9 is seed 11's, 10 is of no seed.
struct Stage {
    SampleBook samples;
    DirectionBook directions;
    Session session;

    Stage() {
        const std::vector<float> rows = draw_z("normal", 5, 64, kNz);
        for (int row = 0; row < 8; ++row) {
            SampleOrigin origin;
            origin.seed = 5;
            origin.row = row;
            origin.count = 64;
            const auto first = rows.begin() + row * kNz;
            samples.add({first, first + kNz}, origin, {});
        }
        SampleOrigin lone;
        lone.seed = 11;
        samples.add(draw_z("normal", 11, 1, kNz), lone, {});
        samples.add({1, 2, 3, 4, 5, 6}, {"edited", {}, 0, 1, "edited", {}}, {});
        Direction direction;
        direction.name = "up";
        direction.vector = {0, 1, 0, 0, 0, 0};
        directions.add(direction);
        direction.name = "along";
        direction.vector = {1, 0, 0, 0, 0, 0};
        directions.add(direction);
    }

    Recipe recipe(RecipeTool tool, RecipeLayout layout = {}) const {
        return make_recipe(tool, session, samples, directions, {"id", "Faces", Weights::raw, {}},
                           layout);
    }
    PicturePlan plan(RecipeTool tool, RecipeLayout layout = {}) const {
        return plan_picture(recipe(tool, layout), kSpace);
    }
    std::string command(RecipeTool tool, RecipeLayout layout = {}) const {
        return picture_command(recipe(tool, layout), kSpace, "faces", "x.png").value_or("");
    }
    std::vector<float> z(SampleId id) const { return samples.find(id)->z; }
};

std::vector<float> row(const PicturePlan& plan, std::int64_t index) {
    const auto first = plan.z.begin() + index * kNz;
    return {first, first + kNz};
}

}  // namespace

TEST_CASE("a sample stands alone, scaled by the truncation") {
    Stage stage;
    stage.session.selection = {10};
    stage.session.truncation = 0.5;
    const PicturePlan plan = stage.plan(RecipeTool::sample, {.gap = 0, .scale = 3});
    CHECK(plan.z == std::vector<float>{0.5F, 1.0F, 1.5F, 2.0F, 2.5F, 3.0F});
    CHECK(plan.cells == std::vector<std::int64_t>{0});
    CHECK(plan.layout.padding == 0);
    CHECK(plan.layout.scale == 3);
}

TEST_CASE("the grid is what PyTorch draws of its seed") {
    Stage stage;
    stage.session.grid = {5, 64, -1};
    const PicturePlan plan = stage.plan(RecipeTool::samples);
    CHECK(plan.z == draw_z("normal", 5, 64, kNz));
    CHECK(plan.layout.columns == 8);
    CHECK(stage.command(RecipeTool::samples) ==
          "zscope sample faces --weights raw --seed 5 --count 64 --out x.png");
}

TEST_CASE("a strip has both ends exactly") {
    Stage stage;
    stage.session.interpolate = {9, 2, 0.7, InterpolationMode::slerp};
    const PicturePlan plan = stage.plan(RecipeTool::interpolate);
    REQUIRE(plan.cells.size() == 9);
    CHECK(row(plan, 0) == stage.z(9));
    CHECK(row(plan, 8) == stage.z(2));
    CHECK(plan.layout.columns == 9);
    CHECK(stage.command(RecipeTool::interpolate) ==
          "zscope interpolate faces --weights raw --from 11 --to 5:1 --steps 9 --mode slerp "
          "--out x.png");
    stage.session.interpolate.b = 10;  // of no seed: only a recipe has it
    CHECK(stage.command(RecipeTool::interpolate).empty());
    stage.session.interpolate.b = 0;
    CHECK_THROWS_WITH_AS(stage.plan(RecipeTool::interpolate), "B is not chosen yet", Error);
}

TEST_CASE("an equation's sheet: means, result with noise, spread, control, a line between") {
    Stage stage;
    stage.session.equation = {{1.0, {1, 2}, true}, {1.0, {3}, false}, {-1.0, {4}, false}};
    const PicturePlan plan =
        stage.plan(RecipeTool::calculate, {.images = 4, .spread = true, .control = true});
    // 3 means; 3 × 3; 2 choices of the base; 4 controls, two in a line: three columns.
    CHECK(plan.layout.columns == 3);
    std::vector<std::int64_t> expected{0,  1,  2,  -1, -1, -1, 3,  4,  5,  6,  7,  8,  9,  10, 11,
                                       -1, -1, -1, 12, 13, -1, -1, -1, -1, 14, 15, -1, 16, 17, -1};
    CHECK(plan.cells == expected);
    std::vector<float> result(kNz);
    for (std::size_t i = 0; i < kNz; ++i)
        result[i] = (stage.z(1)[i] + stage.z(2)[i]) / 2 + stage.z(3)[i] - stage.z(4)[i];
    for (std::size_t i = 0; i < kNz; ++i)
        CHECK(row(plan, 7)[i] == doctest::Approx(result[i]).epsilon(1e-5));
    CHECK(stage.command(RecipeTool::calculate, {.images = 4, .spread = true}) ==
          "zscope arithmetic faces --weights raw --base 5:0 5:1 --plus 5:2 --minus 5:3 "
          "--noise 0.25 --noise-seed 1 --spread --samples 4 --out x.png");
    stage.session.equation[1].weight = 0.5;  // the command has no weight of a term
    CHECK(stage.command(RecipeTool::calculate).empty());
    std::swap(stage.session.equation[1], stage.session.equation[2]);
    stage.session.equation[2].weight = 1.0;
    CHECK(stage.command(RecipeTool::calculate).empty());
}

TEST_CASE("directions: each target before and after") {
    Stage stage;
    stage.session.selection = {3, 10};
    stage.session.directions.list = {{1, 2.0, false}, {2, 0.0, false}};
    const PicturePlan plan = stage.plan(RecipeTool::directions);
    REQUIRE(plan.cells.size() == 2);
    CHECK(row(plan, 0) == stage.z(10));  // the sample that was selected last
    CHECK(row(plan, 1) == std::vector<float>{1, 4, 3, 4, 5, 6});
    stage.session.directions.target = DirectionTarget::tray;
    stage.session.tray = {1, 10};
    CHECK(stage.plan(RecipeTool::directions).cells.size() == 4);
    CHECK(stage.command(RecipeTool::directions).empty());
}

TEST_CASE("a path: a line a segment, key points first, an open one ends with its last") {
    Stage stage;
    stage.session.path.points = {{1, 0.5}, {2, 0.0}, {9, 0.0}};
    const PicturePlan plan = stage.plan(RecipeTool::path, {.images = 4});
    REQUIRE(plan.cells.size() == 9);
    CHECK(row(plan, 0) == stage.z(1));
    CHECK(row(plan, 4) == stage.z(2));
    CHECK(row(plan, 8) == stage.z(9));
    stage.session.path.closed = true;
    CHECK(stage.plan(RecipeTool::path, {.images = 4}).cells.size() == 12);
    const Recipe recipe = stage.recipe(RecipeTool::path, {.scale = 2, .fps = 25.0});
    const std::string file = path_file_text(recipe, kSpace).value_or("");
    CHECK(file.find("\"row\"") != std::string::npos);
    CHECK(clip_command(recipe, kSpace, "faces", "p q.json", "x.gif") ==
          "zscope path faces --weights raw 'p q.json' --fps 25 --scale 2 --out x.gif");
}

TEST_CASE("before and after: each sample three times, of the selection, else of the grid") {
    Stage stage;
    Edit edit;
    edit.units = {0};
    stage.session.edits = {edit};
    stage.session.selection = {2, 9};
    const PicturePlan two = stage.plan(RecipeTool::before_after);
    CHECK(two.cells == std::vector<std::int64_t>{0, 0, 0, 1, 1, 1});
    CHECK(row(two, 1) == stage.z(9));
    CHECK(two.layout.columns == 6);
    REQUIRE(two.shows.size() == 6);
    CHECK(two.shows[3] == PlaceShows::without);
    CHECK(two.shows[4] == PlaceShows::with_edits);
    CHECK(two.shows[5] == PlaceShows::difference);
    CHECK(two.edits == stage.session.edits);
    stage.session.selection.clear();
    stage.session.grid.count = 10;
    const PicturePlan grid = stage.plan(RecipeTool::before_after, {.columns = 5});
    CHECK(grid.cells.size() == 30);
    CHECK(grid.layout.columns == 15);
    CHECK(grid.z == stage.plan(RecipeTool::samples).z);
}

TEST_CASE("a sheet has its corners exactly") {
    Stage stage;
    stage.session.sheet.corners = {1, 2, 3, 9};
    const PicturePlan plan = stage.plan(RecipeTool::sheet, {.columns = 5, .rows = 5});
    REQUIRE(plan.cells.size() == 25);
    CHECK(row(plan, 0) == stage.z(1));
    CHECK(row(plan, 4) == stage.z(2));
    CHECK(row(plan, 24) == stage.z(9));
    CHECK(stage.command(RecipeTool::sheet, {.columns = 5, .rows = 5, .scale = 2}) ==
          "zscope sheet faces --weights raw --corners 5:0 5:1 5:2 11 --mode slerp --size 5 "
          "--scale 2 --out x.png");
}

TEST_CASE("a walk ends where it rests, turns and directions with it") {
    Stage stage;
    stage.session.walk.start = 9;
    stage.session.walk.step = 20;
    const PicturePlan last = stage.plan(RecipeTool::walk);
    REQUIRE(last.cells.size() == 16);
    WalkSettings settings;
    settings.seed = 1;
    settings.step_size = 0.2;
    settings.steps = 64;
    CHECK(row(last, 15) == walk_step(stage.z(9), "normal", settings, 20));
    CHECK(stage.command(RecipeTool::walk).empty());  // it does not begin at the start
    stage.session.walk.step = 3;
    CHECK(row(stage.plan(RecipeTool::walk), 0) == stage.z(9));
    CHECK(stage.command(RecipeTool::walk) ==
          "zscope walk faces --weights raw --seed 11 --walk-seed 1 --steps 16 --kind smooth "
          "--step-size 0.2 --out x.png");
    stage.session.walk.turns = {{2, 1}};
    CHECK(row(stage.plan(RecipeTool::walk), 2) != walk_step(stage.z(9), "normal", settings, 2));
    CHECK(stage.command(RecipeTool::walk).empty());
    stage.session.walk.turns.clear();
    stage.session.directions.target = DirectionTarget::walk;
    stage.session.directions.list = {{1, 3.0, false}};
    CHECK(row(stage.plan(RecipeTool::walk), 0)[1] == stage.z(9)[1] + 3.0F);
    CHECK(stage.command(RecipeTool::walk).empty());
}

TEST_CASE("an edit is part of the plan and of no command but replay") {
    Stage stage;
    stage.session.edits = {{1, {}, {}, EditOp::ablate, 0.0, true}};
    CHECK(stage.plan(RecipeTool::samples).edits == stage.session.edits);
    CHECK(stage.command(RecipeTool::samples).empty());
}

TEST_CASE("a sample of another model is refused by name") {
    Stage stage;
    stage.session.selection = {1};
    const LatentSpace other{4, 0, "normal"};
    CHECK_THROWS_AS((void)plan_picture(stage.recipe(RecipeTool::sample), other), Error);
}

TEST_CASE("words for the shell") {
    CHECK(shell_word("faces") == "faces");
    CHECK(shell_word("a b") == "'a b'");
    CHECK(shell_word("it's") == "'it'\\''s'");
    CHECK(shell_word("") == "''");
    CHECK(shell_word("$(rm)") == "'$(rm)'");
}
