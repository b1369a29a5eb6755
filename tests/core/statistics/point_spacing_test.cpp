// SPDX-License-Identifier: MIT
#include "core/statistics/point_spacing.h"

#include <doctest/doctest.h>

#include <algorithm>
#include <cmath>

#include "core/latent/torch_randn.h"

using namespace zscope;

namespace {

double apart(const std::vector<float>& points, std::size_t a, std::size_t b) {
    return std::max(std::abs(double{points[2 * a]} - points[2 * b]),
                    std::abs(double{points[2 * a + 1]} - points[2 * b + 1]));
}

}  // namespace

TEST_CASE("squares around points that have the spacing never overlap, and leave no room unused") {
    const std::vector<float> points = torch_randn(3, 2 * 400);
    const std::vector<float> spacing = point_spacing(points);
    REQUIRE(spacing.size() == 400);
    for (const double side : {3.0, 1.1, 0.37, 0.12, 0.031, 0.004}) {
        std::size_t with = 0;
        for (std::size_t i = 0; i < spacing.size(); ++i) {
            double nearest = 1e9;
            for (std::size_t j = 0; j < spacing.size(); ++j) {
                if (j != i && spacing[j] >= side) nearest = std::min(nearest, apart(points, i, j));
            }
            if (spacing[i] >= side) {
                ++with;
                REQUIRE(nearest >= side);
            } else {
                REQUIRE(nearest <= 1.25 * side);
            }
        }
        CHECK(with >= 1);
    }
    // Finer sides only add: it follows from spacing being one number per point; more get one.
    const auto having = [&](double side) {
        return std::ranges::count_if(spacing, [&](float own) { return own >= side; });
    };
    CHECK(having(0.37) > having(1.1));
    CHECK(having(0.004) == 400);
}

TEST_CASE("spacing of few points, of one place, and of none") {
    CHECK(point_spacing({}).empty());
    CHECK(std::isinf(point_spacing(std::vector<float>{1, 2}).at(0)));
    const std::vector<float> same{1, 2, 1, 2, 1, 2};
    const std::vector<float> spacing = point_spacing(same);
    CHECK(std::isinf(spacing[0]));
    CHECK(spacing[1] == 0.0F);
    CHECK(spacing[2] == 0.0F);
    // Two places, one of them twice: the first at each has a square as wide as they are apart.
    const std::vector<float> two{0, 0, 8, 1, 8, 1};
    CHECK(point_spacing(two)[1] == doctest::Approx(8.0));
    CHECK(point_spacing(two)[2] == 0.0F);
}
