// SPDX-License-Identifier: MIT
#include "core/latent/walk_kinds.h"

#include <doctest/doctest.h>

#include <algorithm>
#include <cmath>
#include <limits>
#include <numbers>
#include <string>

#include "core/base/error.h"
#include "core/latent/interpolate.h"
#include "core/latent/path.h"
#include "core/latent/torch_randn.h"
#include "tests/core/latent/vectors.h"

using zscope::walk_step;
using zscope::walk_steps;
using zscope::WalkKind;
using Z = std::vector<float>;

namespace {

Z row(const Z& rows, std::size_t index, std::size_t nz) {
    const auto first = rows.begin() + static_cast<std::ptrdiff_t>(index * nz);
    return {first, first + static_cast<std::ptrdiff_t>(nz)};
}

double mean_product(const Z& a, const Z& b) {
    return zscope::test::dot(a, b) / static_cast<double>(a.size());
}

constexpr std::size_t kMany = 40'000;  // numbers in a z: standard errors of 0.005

}  // namespace

TEST_CASE("every walk begins at its start, is a function of its seed, and steps back") {
    for (const char* prior : {"normal", "uniform"}) {
        const Z start = zscope::draw_z(prior, 3, 1, 100);
        for (const WalkKind kind :
             {WalkKind::random, WalkKind::smooth, WalkKind::shell, WalkKind::loop}) {
            if (kind == WalkKind::shell && std::string(prior) == "uniform") continue;
            const zscope::WalkSettings settings{kind, 7, 20, 0.3};
            const Z rows = walk_steps(start, prior, settings);
            REQUIRE(rows.size() == 2000);
            CHECK(row(rows, 0, 100) == start);
            for (const std::size_t step : {19U, 3U, 18U})
                CHECK(walk_step(start, prior, settings, step) == row(rows, step, 100));
            zscope::WalkSettings other = settings;
            other.seed = 8;
            CHECK(walk_step(start, prior, other, 3) != row(rows, 3, 100));
            CHECK(row(rows, 1, 100) != start);
            other = settings;
            other.step_size = 0.0;
            const Z still = walk_step(start, prior, other, 5);
            for (std::size_t i = 0; i < 100; ++i)
                CHECK(still[i] == doctest::Approx(start[i]).epsilon(1e-5));
        }
    }
}

TEST_CASE("a random walk's steps are N(0, step_size²), so its norm grows as it must") {
    const Z start = zscope::torch_randn(1, kMany);
    const zscope::WalkSettings settings{WalkKind::random, 2, 17, 0.5};
    const Z rows = walk_steps(start, "normal", settings);
    const auto steps = zscope::step_curve(rows, kMany, false);
    for (const double step : steps)  // √nz·s, with a standard error of 0.35 %
        CHECK(step == doctest::Approx(0.5 * std::sqrt(double{kMany})).epsilon(0.02));
    // ‖z₁₆‖² = nz(1 + 16·0.25)
    const Z last = row(rows, 16, kMany);
    CHECK(mean_product(last, last) == doctest::Approx(5.0).epsilon(0.04));
}

TEST_CASE("a smooth walk is Ornstein-Uhlenbeck: mean 0, variance 1, correlation ρ^k") {
    const Z start = zscope::torch_randn(1, kMany);
    const double size = 0.4, rho = std::exp(-0.5 * size * size);
    const Z rows = walk_steps(start, "normal", {WalkKind::smooth, 2, 13, size});
    const Z ones(kMany, 1.0F);
    for (std::size_t step = 0; step < 13; ++step) {
        const Z z = row(rows, step, kMany);
        CHECK(std::abs(mean_product(z, ones)) < 0.02);                    // 4 standard errors
        CHECK(mean_product(z, z) == doctest::Approx(1.0).epsilon(0.03));  // √2 · 0.005 · 4
        const double expected = std::pow(rho, static_cast<double>(step));
        CHECK(std::abs(mean_product(start, z) - expected) < 0.03);
    }
    // A start that is not of the prior is forgotten: mean 3·ρ^k, variance 1 − ρ^2k.
    const Z far(kMany, 3.0F);
    const Z later = walk_step(far, "normal", {WalkKind::smooth, 2, 1, size}, 5);
    const double left = std::pow(rho, 5);
    const double mean = mean_product(later, ones);
    CHECK(std::abs(mean - 3.0 * left) < 0.02);
    CHECK(mean_product(later, later) - mean * mean ==
          doctest::Approx(1.0 - left * left).epsilon(0.03));
    // Its steps are as long as those of a random walk of the same (small) size: √nz·s·(1 − s²/16…).
    const Z near = walk_step(start, "normal", {WalkKind::smooth, 2, 1, 0.1}, 1);
    Z both = start;
    both.insert(both.end(), near.begin(), near.end());
    CHECK(zscope::step_curve(both, kMany, false)[0] ==
          doctest::Approx(0.1 * std::sqrt(double{kMany})).epsilon(0.02));
}

TEST_CASE("a walk on the shell keeps the length of its start, and goes where the smooth one goes") {
    const Z start = zscope::torch_randn(4, 100);
    const Z rows = walk_steps(start, "normal", {WalkKind::shell, 2, 50, 0.3});
    for (const double length : zscope::norm_curve(rows, 100))
        CHECK(length == doctest::Approx(zscope::norm(start)).epsilon(1e-6));
    const Z smooth = walk_step(start, "normal", {WalkKind::smooth, 2, 50, 0.3}, 30);
    CHECK(zscope::test::angle(smooth, row(rows, 30, 100)) < 1e-3);
    CHECK_THROWS_WITH_AS(walk_step(Z(4), "uniform", {WalkKind::shell, 2, 5, 0.3}, 1),
                         "this model's prior is uniform, a cube: it has no shell to stay on; take "
                         "the smooth walk",
                         zscope::Error);
}

TEST_CASE("walks of a uniform prior stay uniform in ±1") {
    const Z start = zscope::draw_z("uniform", 1, 1, kMany);
    const Z ones(kMany, 1.0F);
    for (const WalkKind kind : {WalkKind::random, WalkKind::smooth}) {
        const Z z = walk_step(start, "uniform", {kind, 2, 30, 0.4}, 12);
        for (const float value : z)
            REQUIRE(std::abs(value) <= 1.0F);
        CHECK(std::abs(mean_product(z, ones)) < 0.012);  // 4 standard errors of 0.0029
        CHECK(mean_product(z, z) == doctest::Approx(1.0 / 3.0).epsilon(0.02));
        // A quarter of all lies below −0.5, in standard errors of 0.0022.
        const auto below = std::ranges::count_if(z, [](float value) { return value < -0.5F; });
        CHECK(std::abs(static_cast<double>(below) / kMany - 0.25) < 0.009);
    }
    // Numbers at the border have no Φ⁻¹; they go on all the same.
    const Z border = walk_step(Z{1.0F, -1.0F}, "uniform", {WalkKind::smooth, 2, 30, 0.4}, 3);
    CHECK(std::isfinite(border[0]));
    CHECK(border[0] > 0.9F);
    CHECK(border[1] < -0.9F);
}

TEST_CASE("a loop is a circle on the sphere: equal steps of a known chord, closed, one length") {
    const Z start = zscope::torch_randn(4, 100);
    const double length = zscope::norm(start);
    for (const double radius : {0.2, 1.0}) {
        const zscope::WalkSettings settings{WalkKind::loop, 2, 24, radius};
        const Z rows = walk_steps(start, "normal", settings);
        for (const double norm : zscope::norm_curve(rows, 100))
            CHECK(norm == doctest::Approx(length).epsilon(1e-5));
        const double chord = 2.0 * length * std::sin(radius) * std::sin(std::numbers::pi / 24);
        for (const double step : zscope::step_curve(rows, 100, true))
            CHECK(step == doctest::Approx(chord).epsilon(1e-4));
        // Opposite on the circle: twice the radius away.
        CHECK(zscope::test::angle(start, row(rows, 12, 100)) ==
              doctest::Approx(2.0 * radius).epsilon(1e-4));
        CHECK(walk_step(start, "normal", settings, 24) == start);
        CHECK(walk_step(start, "normal", settings, 29) == row(rows, 5, 100));
    }
    const Z cube = zscope::draw_z("uniform", 4, 1, 100);
    for (const float value : walk_steps(cube, "uniform", {WalkKind::loop, 2, 24, 0.9}))
        CHECK(std::abs(value) <= 1.0F);
}

TEST_CASE("a walk that cannot be is refused") {
    const Z start{1, 2};
    const double nan = std::numeric_limits<double>::quiet_NaN();
    CHECK_THROWS_WITH_AS(walk_step(start, "normal", {WalkKind::random, 1, 4, -1.0}, 1),
                         "a walk's step size must be 0 or more, not -1", zscope::Error);
    CHECK_THROWS_AS(walk_step(start, "normal", {WalkKind::smooth, 1, 4, nan}, 1), zscope::Error);
    CHECK_THROWS_AS(walk_step(start, "gamma", {WalkKind::smooth, 1, 4, 0.1}, 1), zscope::Error);
    CHECK_THROWS_AS(walk_step(Z{static_cast<float>(nan)}, "normal", {}, 1), zscope::Error);
}

TEST_CASE("rows between the steps of a walk lie on the way from one to the next") {
    const Z rows{1, 0, 0, 1, -1, 0};
    const Z open = zscope::with_rows_between(rows, 2, 1, "normal", false);
    REQUIRE(open.size() == 10);
    CHECK(row(open, 0, 2) == Z{1, 0});
    CHECK(row(open, 1, 2)[0] == doctest::Approx(std::sqrt(0.5)));
    CHECK(row(open, 4, 2) == Z{-1, 0});
    const Z closed = zscope::with_rows_between(rows, 2, 3, "uniform", true);
    REQUIRE(closed.size() == 24);
    CHECK(row(closed, 2, 2) == Z{0.5F, 0.5F});
    CHECK(row(closed, 10, 2) == Z{0, 0});
    CHECK(zscope::with_rows_between(rows, 2, 0, "normal", false) == rows);
}

TEST_CASE("a walk step by step is the walk; another candidate of a step changes all after it") {
    for (const char* prior : {"normal", "uniform"}) {
        const Z start = zscope::draw_z(prior, 3, 1, 100);
        for (const WalkKind kind : {WalkKind::random, WalkKind::smooth, WalkKind::loop}) {
            const zscope::WalkSettings settings{kind, 7, 6, 0.3};
            zscope::SteppedWalk walk(start, prior, settings);
            for (std::size_t step = 0; step < 9; ++step) {  // round the loop and on
                CHECK(walk.step() == step);
                CHECK(walk.z() == walk_step(start, prior, settings, step));
                walk.advance();
            }
        }
    }
    const Z start = zscope::draw_z("normal", 3, 1, 100);
    const zscope::WalkSettings settings{WalkKind::smooth, 7, 64, 0.3};
    zscope::SteppedWalk walk(start, "normal", settings);
    const Z rows = zscope::step_candidates(walk);
    REQUIRE(rows.size() == zscope::kStepCandidates * 100);
    CHECK(row(rows, 0, 100) == walk_step(start, "normal", settings, 1));
    for (std::size_t attempt = 1; attempt < zscope::kStepCandidates; ++attempt) {
        CHECK(row(rows, attempt, 100) != row(rows, attempt - 1, 100));
        // As long a step as the first candidate's: 0.3·√100 on average.
        Z difference = row(rows, attempt, 100);
        for (std::size_t i = 0; i < 100; ++i)
            difference[i] -= start[i];
        CHECK(zscope::norm(difference) == doctest::Approx(3.0).epsilon(0.3));
    }
    walk.advance(2);
    CHECK(walk.z() == row(rows, 2, 100));
    zscope::SteppedWalk again(start, "normal", settings);
    again.advance(2);
    again.advance();
    walk.advance();
    CHECK(again.z() == walk.z());
    CHECK(walk.z() != walk_step(start, "normal", settings, 2));
}

TEST_CASE("which candidate: the first that is good enough, else the best, never for NaN") {
    const double nan = std::numeric_limits<double>::quiet_NaN();
    const auto choose = [](const std::vector<double>& opinions) {
        return zscope::choose_candidate(opinions, 30.0);
    };
    CHECK(choose({50, 90}) == 0);
    CHECK(choose({10, 30, 90}) == 1);
    CHECK(choose({10, 29, 5}) == 1);
    CHECK(choose({nan, 3, nan, 4}) == 3);
    CHECK(choose({nan, nan}) == 0);
    const std::vector<zscope::WalkTurn> turns{{3, 2}, {9, 1}};
    CHECK(zscope::attempt_of(turns, 3) == 2);
    CHECK(zscope::attempt_of(turns, 9) == 1);
    CHECK(zscope::attempt_of(turns, 4) == 0);
    CHECK(zscope::attempt_of(turns, 10) == 0);
}
