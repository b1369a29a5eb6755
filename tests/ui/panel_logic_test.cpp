// SPDX-License-Identifier: MIT
#include <doctest/doctest.h>

#include <algorithm>
#include <cmath>
#include <limits>

#include "core/latent/interpolate.h"
#include "core/latent/torch_randn.h"
#include "panel_stage.h"
#include "ui/panels/curve_drawing.h"
#include "ui/panels/d_opinion.h"
#include "ui/panels/grid_latents.h"
#include "ui/panels/inspector_panel.h"
#include "ui/panels/interpolation_view.h"
#include "ui/panels/log_panel.h"
#include "ui/panels/samples_panel.h"
#include "ui/panels/shown_sample.h"

using namespace zscope;
using namespace zscope::ui;

TEST_CASE("tiles are as large as all of them can be") {
    const TileLayout square = fit_tiles(8 * 68 - 4, 8 * 68 - 4, 64, 64, 4, 32, true);
    CHECK(square.columns == 8);
    CHECK(square.tile == 64);
    CHECK(fit_tiles(8 * 100, 8 * 100, 64, 64, 4, 32, true).tile == 64);  // whole multiples
    CHECK(fit_tiles(8 * 100, 8 * 100, 64, 64, 4, 32, false).tile == 96);
    CHECK(fit_tiles(8 * 140, 8 * 140, 64, 64, 4, 32, true).tile == 128);
    // Too many for the room: the smallest size, and the grid scrolls.
    CHECK(fit_tiles(200, 60, 256, 64, 4, 32, true).tile == 32);
    CHECK(flow_tiles(200, 257, 32, 4).columns == 5);
    CHECK(flow_tiles(200, 256, 32, 4).columns == 4);  // 64 full rows, none ragged
    CHECK(flow_tiles(10, 256, 32, 4).columns == 1);
    for (int count = 1; count < 70; ++count) {  // nothing is cut off
        const TileLayout lay = fit_tiles(500, 300, count, 64, 4, 8, false);
        const int rows = (count + lay.columns - 1) / lay.columns;
        CHECK(static_cast<float>(lay.columns) * (lay.tile + 4) - 4 <= 500);
        CHECK(static_cast<float>(rows) * (lay.tile + 4) - 4 <= 300);
    }
}

TEST_CASE("rows fill where that costs little") {
    for (const auto& [wide, high] :
         {std::pair{600.0F, 500.0F}, {900.0F, 640.0F}, {700.0F, 600.0F}, {1400.0F, 400.0F}}) {
        const float width = wide, height = high;
        for (const int count : {16, 36, 64, 100, 144, 256}) {
            CAPTURE(width);
            CAPTURE(count);
            const TileLayout lay = fit_tiles(width, height, count, 64, 4, 8, false);
            CHECK(count % lay.columns == 0);
            CHECK(static_cast<float>(lay.columns) * (lay.tile + 4) - 4 <= width);
            CHECK(static_cast<float>(count / lay.columns) * (lay.tile + 4) - 4 <= height);
        }
    }
    CHECK(fit_tiles(700, 600, 64, 64, 4, 8, false).columns == 8);
    CHECK(fit_tiles(930, 490, 64, 64, 4, 8, false).columns == 8);  // the Train workspace's panel
    // 61 is prime: one row would be tiny, so the last row stays ragged.
    CHECK(fit_tiles(600, 600, 61, 64, 4, 8, false).tile > 60);
}

TEST_CASE("a strip shows fewer images before they become too small, and is never cut off") {
    PanelStage scale;  // for its theme
    CHECK(fit_strip(1000, 60).stride == 1);
    CHECK(fit_strip(1000, 60).tile == 60);
    CHECK(fit_strip(300, 60).stride == 2);
    CHECK(fit_strip(180, 60).stride == 4);
    for (float width = 120; width < 1200; width += 7) {
        const StripLayout lay = fit_strip(width, 80);
        const int images = (kStripImages - 1) / lay.stride + 1;
        CAPTURE(width);
        CHECK(48 + static_cast<float>(images) * (lay.tile + 4) <= width);
    }
}

TEST_CASE("a row of the grid is that row of the seed's draw") {
    GridLatents latents;
    const GridState grid{7, 16};
    ModelView model;
    const SharedZ z = latents.get(model, grid);
    CHECK(*z == draw_z("normal", 7, 16, 100));
    CHECK(latents.get(model, grid) == z);  // not drawn again
    model.prior = "uniform";
    CHECK(latents.get(model, grid) != z);
    const std::vector<float> row = grid_row(z, 100, 15);
    CHECK(std::equal(row.begin(), row.end(), z->begin() + 1500));
    CHECK(row.size() == 100);
}

TEST_CASE("a conditional model's rows take its labels in turn, behind z") {
    ModelView model;
    model.nz = 5;
    model.labels = 2;
    const std::vector<float> z = draw_z("normal", 7, 3, 3);
    const std::vector<float> rows = draw_for(model, {7, 3});
    REQUIRE(rows.size() == 15);
    CHECK(std::vector<float>(rows.begin() + 5, rows.begin() + 10) ==
          std::vector<float>{z[3], z[4], z[5], 0.0F, 1.0F});
    CHECK(rows[13] == 1.0F);
    CHECK(rows[14] == 0.0F);
    // One label for all; one that the model lacks is as if none had been chosen.
    const std::vector<float> ones = draw_for(model, {7, 3, 1});
    for (const std::size_t row : {0U, 1U, 2U}) {
        CHECK(ones[row * 5] == z[row * 3]);
        CHECK(ones[row * 5 + 3] == 0.0F);
        CHECK(ones[row * 5 + 4] == 1.0F);
    }
    CHECK(draw_for(model, {7, 3, 2}) == rows);
    CHECK(grid_for(model, {7, 3, 1}).label == 1);
    CHECK(describe(grid_origin(grid_for(model, {7, 3, 1}), 2)) == "seed 7 · row 2 · label 1");
    CHECK(describe(grid_origin(grid_for(ModelView{}, {7, 3, 1}), 2)) == "seed 7 · row 2");
}

TEST_CASE("a conditional model's label is picked in Samples; another model has no picker") {
    PanelStage stage;
    stage.open_model();
    stage.add<SamplesPanel>(ImVec2(760, 500), stage.make_slot());
    stage.frames(2);
    CHECK_FALSE(says(stage.text(), "labels in turn"));
    stage.model.nz = 103;
    stage.model.labels = 3;
    CHECK(says(stage.text(), "labels in turn"));
    stage.click(stage.id("samples", {"##label"}));
    stage.click_in_popup("label 2");
    CHECK(stage.session.grid.label == 2);
    stage.frames(2);
    const std::vector<float>& asked = *stage.slot("samples").request.z;
    REQUIRE(asked.size() == std::size_t{64} * 103);
    for (std::size_t row = 0; row < 64; ++row) {
        CHECK(asked[row * 103 + 102] == 1.0F);
        CHECK(asked[row * 103 + 100] == 0.0F);
    }
}

TEST_CASE("marks belong to rows of this grid only") {
    Session session;
    session.grid = {1, 4};
    SampleBook book;
    const std::vector<float> z(100, 0.5F);
    const SampleId here = book.add(z, grid_origin(session.grid, 2), {});
    const SampleId other_seed = book.add(z, grid_origin({2, 4}, 1), {});
    const SampleId other_count = book.add(z, grid_origin({1, 64}, 3), {});
    const SampleId other_label = book.add(z, grid_origin({1, 4, 2}, 1), {});
    session.selection = {here, other_seed, other_count, other_label, 999};
    session.tray = {here};
    const std::vector<CardMarks> marks = grid_marks(session, book, ModelView{});
    REQUIRE(marks.size() == 4);
    CHECK(marks[2] == CardMarks{true, true});
    for (const std::size_t row : {0U, 1U, 3U})
        CHECK(marks[row] == CardMarks{});
    ModelView shorter;
    shorter.nz = 64;
    CHECK(grid_marks(session, book, shorter)[2] == CardMarks{});
}

TEST_CASE("samples of the right length become one request") {
    SampleBook book;
    const SampleId a = book.add({1, 2}, {}, {});
    const SampleId odd = book.add({1, 2, 3}, {}, {});
    const SampleId b = book.add({3, 4}, {}, {});
    const SampleRows rows = sample_rows({b, odd, a, 77}, book, 2);
    CHECK(rows.ids == std::vector<SampleId>{b, a});
    CHECK(*rows.z == std::vector<float>{3, 4, 1, 2});
}

TEST_CASE("slerp keeps the length of z where lerp loses it") {
    std::vector<float> a(100, 0), b(100, 0);
    a[0] = 10;
    b[1] = 10;
    InterpolationPath path;
    CHECK(path.set_ends(a, b));
    CHECK_FALSE(path.set_ends(a, b));
    for (const double length : path.norms(InterpolationMode::slerp)) {
        CHECK(length == doctest::Approx(10).epsilon(1e-5));
    }
    CHECK(path.norms(InterpolationMode::lerp)[kNormPoints / 2] == doctest::Approx(std::sqrt(50.0)));
    REQUIRE(path.strips()->size() == std::size_t{2} * kStripImages * 100);
    CHECK(std::equal(a.begin(), a.end(), path.strips()->begin()));
    CHECK(std::equal(b.begin(), b.end(), path.strips()->end() - 100));
    CHECK(*path.at(1.0, InterpolationMode::slerp) == b);
}

TEST_CASE("play goes forth and back") {
    CHECK(fold(0.25) == doctest::Approx(0.25));
    CHECK(fold(1.25) == doctest::Approx(0.75));
    CHECK(fold(2.25) == doctest::Approx(0.25));
    PlayHead play;
    play.set_seconds_per_pass(2, 0);
    play.start(0.5, 10);
    CHECK(play.t(10) == doctest::Approx(0.5));
    CHECK(play.t(11) == doctest::Approx(1.0));
    CHECK(play.t(12) == doctest::Approx(0.5));
    play.start(1.0, 20);
    CHECK(play.t(21) == doctest::Approx(0.5));
}

TEST_CASE("another speed of play goes on from where t is, in the same direction") {
    PlayHead play;
    CHECK(play.seconds_per_pass() == kUsualPass);
    play.set_seconds_per_pass(2, 0);
    play.start(0.5, 10);
    CHECK(play.t(12) == doctest::Approx(0.5));  // on the way back
    play.set_seconds_per_pass(8, 12);
    CHECK(play.t(12) == doctest::Approx(0.5));
    CHECK(play.t(14) == doctest::Approx(0.25));
    play.set_seconds_per_pass(1000, 14);
    CHECK(play.seconds_per_pass() == kLongestPass);
    play.set_seconds_per_pass(0, 14);
    CHECK(play.seconds_per_pass() == kShortestPass);
    play.set_seconds_per_pass(std::numeric_limits<double>::quiet_NaN(), 14);
    CHECK(play.seconds_per_pass() == kUsualPass);
}

TEST_CASE("curves are cut where a value is no number") {
    const float nan = std::numeric_limits<float>::quiet_NaN();
    const std::vector<CurvePoint> points = {
        {1, 1, 2, 1.5F}, {2, 1, 1, 1}, {3, nan, nan, nan}, {4, 0, 5, 2}, {5, nan, nan, nan}};
    const CurveDrawing drawing = prepare_curve(points);
    CHECK(drawing.step == std::vector<double>{1, 2, 4});
    CHECK(drawing.run_ends == std::vector<std::size_t>{2, 3});
    CHECK(drawing.not_numbers == std::vector<double>{3, 5});
    CHECK(drawing.has_band);
    CHECK(drawing.range().value() == std::pair{0.0, 5.0});
    CHECK_FALSE(prepare_curve({}).range().has_value());
    CHECK(prepare_curve(std::vector<CurvePoint>{{1, nan, nan, nan}}).run_ends.empty());
}

TEST_CASE("one spike among a hundred thousand steps stays in the drawing") {
    LossRecorder recorder;
    for (int i = 1; i <= 100000; ++i) {
        LossSample sample;
        sample.step = i;
        sample.loss_d = i == 54321 ? 90.0F : 1.0F;
        recorder.append(sample);
    }
    LossHistory losses;
    losses.update(recorder.feed());
    const StepRange all = follow_range(losses, 0);
    CHECK(all.first == 1);
    CHECK(all.last == 100000);
    CHECK(follow_range(losses, 1000).first == 99000);
    CurveCache cache;
    CurveCache::View view{all.first, all.last, 400, 0};
    const CurveDrawing& drawing = cache.update(losses, Curve::loss_d, view);
    CHECK(drawing.step.size() <= 802);
    CHECK(drawing.range()->second == 90.0);
    const double* before = drawing.step.data();
    CHECK(cache.update(losses, Curve::loss_d, view).step.data() == before);  // kept
    view.columns = 100;
    CHECK(cache.update(losses, Curve::loss_d, view).step.size() <= 202);
}

TEST_CASE("plots leave some room and keep zero in sight") {
    CHECK(padded(std::nullopt) == std::pair{0.0, 1.0});
    CHECK(padded(std::pair{0.5, 2.0}).first == 0.0);
    CHECK(padded(std::pair{0.5, 2.0}).second == doctest::Approx(2.12));
    CHECK(padded(std::pair{-1.0, 1.0}).first < -1.0);
}

TEST_CASE("percentiles and scaled z") {
    const float reference[] = {1, 2, 3, 4};
    CHECK(percentile(2.5F, reference) == 50);
    CHECK(percentile(0, reference) == 0);
    CHECK(percentile(9, reference) == 100);
    CHECK(percentile(9, {}) == 0);
    CHECK(scaled({2, -4}, 0.5) == std::vector<float>{1, -2});
}

TEST_CASE("log lines by level, with how often") {
    const std::vector<LogLine> log = {
        {LogLevel::info, "a", 1, 0}, {LogLevel::error, "b", 12, 0}, {LogLevel::warning, "c", 1, 0}};
    CHECK(lines_from(log, LogLevel::info).size() == 3);
    CHECK(lines_from(log, LogLevel::warning) == std::vector<std::size_t>{1, 2});
    CHECK(line_text(log[1]).find("error: b (12 times)") != std::string::npos);
}
