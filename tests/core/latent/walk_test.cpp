// SPDX-License-Identifier: MIT
#include "core/latent/walk.h"

#include <doctest/doctest.h>

#include <algorithm>
#include <cmath>
#include <functional>
#include <numbers>
#include <utility>

#include "core/latent/interpolate.h"
#include "core/latent/torch_randn.h"
#include "tests/core/latent/vectors.h"

using zscope::LatentWalk;
using zscope::norm;

namespace {

using Z = std::vector<float>;
using zscope::test::angle;
using zscope::test::dot;

double distance(const Z& a, const Z& b) {
    Z difference(a.size());
    std::ranges::transform(a, b, difference.begin(), std::minus());
    return norm(difference);
}

}  // namespace

TEST_CASE("a walk from a normal z keeps its length and turns by as much as it is told") {
    const Z z = zscope::torch_randn(3, 100);
    const LatentWalk walk(z, "normal", 7);
    CHECK(walk.at(0, 0) == z);
    for (const auto& turn : {std::pair{0.3, 0.0}, {0.0, -0.8}, {1.2, 0.9}, {-2.0, 0.1}}) {
        const Z moved = walk.at(turn.first, turn.second);
        CHECK(norm(moved) == doctest::Approx(norm(z)).epsilon(1e-6));
        CHECK(angle(z, moved) ==
              doctest::Approx(std::hypot(turn.first, turn.second)).epsilon(1e-4));
    }
}

TEST_CASE("the two directions of a walk are at right angles to z and to each other") {
    const double quarter = std::numbers::pi / 2;
    for (std::uint64_t seed = 0; seed < 10; ++seed) {
        const Z z = zscope::torch_randn(100 + seed, 64);
        const LatentWalk walk(z, "normal", seed);
        const Z right = walk.at(quarter, 0), down = walk.at(0, quarter);
        CHECK(std::abs(angle(z, right) - quarter) < 1e-5);
        CHECK(std::abs(angle(z, down) - quarter) < 1e-5);
        CHECK(std::abs(angle(right, down) - quarter) < 1e-5);
    }
}

TEST_CASE("the directions of a walk belong to the seed") {
    const Z z = zscope::torch_randn(3, 100), other = zscope::torch_randn(4, 100);
    CHECK(LatentWalk(z, "normal", 7).at(0.4, 0.2) == LatentWalk(z, "normal", 7).at(0.4, 0.2));
    CHECK(distance(LatentWalk(z, "normal", 7).at(0.4, 0.2),
                   LatentWalk(z, "normal", 8).at(0.4, 0.2)) > 1.0);
    // Another z goes the same way but for what keeps its length: two walks side by side compare.
    Z steps[2];
    for (const Z* start : {&z, &other}) {
        Z step = LatentWalk(*start, "normal", 7).at(0.4, 0);
        for (std::size_t i = 0; i < step.size(); ++i)
            step[i] -= static_cast<float>(std::cos(0.4)) * (*start)[i];
        steps[start == &z ? 0 : 1] = step;
    }
    CHECK(angle(steps[0], steps[1]) < 0.3);
}

TEST_CASE("a walk along one direction is taken back from where it ended") {
    const Z z = zscope::torch_randn(3, 100);
    const Z there = LatentWalk(z, "normal", 7).at(0.6, 0);
    CHECK(distance(LatentWalk(there, "normal", 7).at(-0.6, 0), z) < 1e-4);
}

TEST_CASE("a walk from a uniform z goes straight and stays within the prior") {
    const Z z = zscope::draw_z("uniform", 5, 1, 100);
    const LatentWalk walk(z, "uniform", 7);
    const Z near = walk.at(0.01, 0);
    CHECK(distance(near, z) == doctest::Approx(0.01 * zscope::typical_norm("uniform", 100)));
    for (const float value : walk.at(3, -2))
        CHECK(std::abs(value) <= 1.0F);
}

TEST_CASE("a walk where nz leaves no room for both directions") {
    const Z one{2.0F};
    CHECK(LatentWalk(one, "normal", 7).at(1, 1) == one);
    const Z two{3.0F, 4.0F};
    const Z turned = LatentWalk(two, "normal", 7).at(0.5, 0);
    CHECK(norm(turned) == doctest::Approx(5));
    CHECK(angle(two, turned) == doctest::Approx(0.5));
    CHECK(LatentWalk(two, "normal", 7).at(0, 0.5) == two);
    const Z zero(10, 0.0F);
    CHECK(LatentWalk(zero, "normal", 7).at(0.5, 0) == zero);
}
