// SPDX-License-Identifier: MIT
#include "core/latent/interpolate.h"

#include <doctest/doctest.h>

#include <cmath>
#include <numbers>
#include <random>

#include "core/base/check.h"
#include "core/latent/torch_randn.h"
#include "tests/core/latent/vectors.h"

using zscope::InterpolationMode;
using zscope::lerp;
using zscope::norm;
using zscope::slerp;

namespace {

using Z = std::vector<float>;
using zscope::test::angle;
using zscope::test::dot;

void check_near(const Z& actual, const Z& expected, double tolerance) {
    REQUIRE(actual.size() == expected.size());
    for (std::size_t i = 0; i < actual.size(); ++i) {
        CAPTURE(i);
        CHECK(std::abs(static_cast<double>(actual[i]) - expected[i]) <= tolerance);
    }
}

}  // namespace

TEST_CASE("slerp and lerp of a quarter circle in closed form") {
    const Z x{1, 0};
    const Z y{0, 1};
    const auto half = static_cast<float>(std::numbers::sqrt2 / 2.0);
    check_near(slerp(x, y, 0.5), {half, half}, 1e-7);
    check_near(slerp(x, y, 1.0 / 3.0), {std::sqrt(3.0F) / 2, 0.5F}, 1e-7);
    check_near(lerp(x, y, 0.25), {0.75F, 0.25F}, 0.0);
    // lengths 2 and 4: half way the length is 3
    check_near(slerp(Z{2, 0}, Z{0, 4}, 0.5), {3 * half, 3 * half}, 1e-6);
}

TEST_CASE("slerp agrees with the textbook formula at ordinary angles") {
    for (std::uint64_t seed = 0; seed < 50; ++seed) {
        const Z a = zscope::torch_randn(2 * seed, 20);
        const Z b = zscope::torch_randn(2 * seed + 1, 20);
        const double omega = angle(a, b);
        const double t = static_cast<double>(seed) / 50;
        const double length = (1 - t) * norm(a) + t * norm(b);
        Z expected(a.size());
        for (std::size_t i = 0; i < a.size(); ++i) {
            expected[i] = static_cast<float>(length *
                                             (std::sin((1 - t) * omega) * a[i] / norm(a) +
                                              std::sin(t * omega) * b[i] / norm(b)) /
                                             std::sin(omega));
        }
        check_near(slerp(a, b, t), expected, 2e-6);
    }
}

TEST_CASE("both ends are exact, also beyond them and for NaN") {
    for (const std::int64_t nz : {1, 2, 3, 100}) {
        const Z a = zscope::torch_randn(1, nz);
        const Z b = zscope::torch_randn(2, nz);
        for (const auto mode : {InterpolationMode::slerp, InterpolationMode::lerp}) {
            CHECK(zscope::interpolate(a, b, 0.0, mode) == a);
            CHECK(zscope::interpolate(a, b, 1.0, mode) == b);
            CHECK(zscope::interpolate(a, b, -0.5, mode) == a);
            CHECK(zscope::interpolate(a, b, 1.5, mode) == b);
            CHECK(zscope::interpolate(a, b, std::nan(""), mode) == a);
        }
    }
}

TEST_CASE("slerp of random vectors: linear length, equal angle steps, stays in the plane") {
    std::mt19937 random(5);
    for (int round = 0; round < 100; ++round) {
        const std::int64_t nz = 2 + static_cast<std::int64_t>(random() % 120);
        const Z a = zscope::draw_z(round % 2 == 0 ? "normal" : "uniform", random(), 1, nz);
        const Z b = zscope::draw_z("normal", random(), 1, nz);
        const int steps = 2 + static_cast<int>(random() % 20);
        const Z strip = zscope::interpolation_strip(a, b, steps, InterpolationMode::slerp);
        REQUIRE(strip.size() == static_cast<std::size_t>(steps) * a.size());
        const double whole = angle(a, b);
        Z previous;
        for (int step = 0; step < steps; ++step) {
            const double t = static_cast<double>(step) / (steps - 1);
            const auto begin = strip.begin() + step * static_cast<std::ptrdiff_t>(nz);
            const Z z(begin, begin + static_cast<std::ptrdiff_t>(nz));
            CHECK(norm(z) == doctest::Approx((1 - t) * norm(a) + t * norm(b)).epsilon(1e-5));
            CHECK(std::abs(angle(a, z) - t * whole) < 2e-3);  // acos of floats near 1
            if (!previous.empty()) CHECK(std::abs(angle(previous, z) - whole / (steps - 1)) < 2e-3);
            previous = z;
        }
        const Z middle = slerp(a, b, 0.3);  // the same way back
        check_near(slerp(b, a, 0.7), middle, 1e-5);
    }
}

TEST_CASE("slerp of parallel vectors is lerp") {
    const Z a = zscope::torch_randn(3, 100);
    Z twice = a;
    for (float& value : twice)
        value *= 2.0F;
    CHECK(slerp(a, twice, 0.4) == lerp(a, twice, 0.4));
    CHECK(slerp(a, a, 0.4) == lerp(a, a, 0.4));
}

TEST_CASE("slerp of opposite vectors bends towards the first axis that is not parallel") {
    check_near(slerp(Z{0, 1}, Z{0, -1}, 0.5), {1, 0}, 1e-7);
    check_near(slerp(Z{1, 0, 0}, Z{-1, 0, 0}, 0.5), {0, 1, 0}, 1e-7);  // axis 0 is parallel
    check_near(slerp(Z{2, 0, 0}, Z{-4, 0, 0}, 0.5), {0, 3, 0}, 1e-6);
    const Z a = zscope::torch_randn(3, 100);
    Z opposite = a;
    for (float& value : opposite)
        value = -value;
    for (const double t : {0.1, 0.5, 0.9}) {
        const Z z = slerp(a, opposite, t);
        CHECK(norm(z) == doctest::Approx(norm(a)).epsilon(1e-6));
        CHECK(angle(a, z) == doctest::Approx(t * std::numbers::pi).epsilon(1e-4));
    }
    CHECK(slerp(a, opposite, 0.5)[0] > 0.0F);
    check_near(slerp(Z{1}, Z{-1}, 0.25), {0.5F}, 0.0);  // one dimension has nowhere to bend
}

TEST_CASE("slerp of nearly opposite and nearly parallel vectors keeps its length and its angle") {
    for (const double gap : {1e-3, 1e-4, 3e-6}) {
        CAPTURE(gap);
        const Z a{1, 0, 0};
        const Z nearly{static_cast<float>(-std::cos(gap)), static_cast<float>(std::sin(gap)), 0};
        const Z middle = slerp(a, nearly, 0.5);
        CHECK(norm(middle) == doctest::Approx(1.0).epsilon(1e-6));
        CHECK(middle[1] == doctest::Approx(1.0).epsilon(1e-3));
        const Z close{static_cast<float>(std::cos(gap)), static_cast<float>(std::sin(gap)), 0};
        CHECK(slerp(a, close, 0.5)[1] == doctest::Approx(gap / 2).epsilon(1e-3));
    }
}

TEST_CASE("slerp with a zero vector is lerp") {
    const Z zero(3, 0.0F);
    const Z b{1, 2, 3};
    CHECK(slerp(zero, b, 0.5) == lerp(zero, b, 0.5));
    CHECK(slerp(b, zero, 0.25) == lerp(b, zero, 0.25));
    CHECK(slerp(zero, zero, 0.5) == zero);
}

TEST_CASE(
    "norms: lerp dips to about 7.1 half way between two z of 100 dimensions, slerp does not") {
    CHECK(norm(Z{3, 4}) == doctest::Approx(5.0));
    CHECK(norm(Z{}) == 0.0);
    CHECK(zscope::typical_norm("normal", 100) == doctest::Approx(10.0));
    CHECK(zscope::typical_norm("uniform", 300) == doctest::Approx(10.0));
    double straight = 0.0;
    double round = 0.0;
    for (std::uint64_t seed = 0; seed < 200; ++seed) {
        const Z a = zscope::torch_randn(seed, 100);
        const Z b = zscope::torch_randn(seed + 1000, 100);
        straight += norm(lerp(a, b, 0.5)) / 200;
        round += norm(slerp(a, b, 0.5)) / 200;
    }
    CHECK(straight == doctest::Approx(7.07).epsilon(0.02));
    CHECK(round == doctest::Approx(9.98).epsilon(0.01));
}

TEST_CASE("latents of different lengths and strips of one step are bugs") {
    CHECK_THROWS_AS(lerp(Z{1}, Z{1, 2}, 0.5), zscope::CheckFailure);
    CHECK_THROWS_AS(slerp(Z{1}, Z{1, 2}, 0.5), zscope::CheckFailure);
    CHECK_THROWS_AS(zscope::interpolation_strip(Z{1}, Z{2}, 1, InterpolationMode::lerp),
                    zscope::CheckFailure);
}
