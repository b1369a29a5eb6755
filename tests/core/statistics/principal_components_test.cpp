// SPDX-License-Identifier: MIT
#include "core/statistics/principal_components.h"

#include <doctest/doctest.h>

#include <cmath>
#include <limits>
#include <numeric>

#include "core/base/error.h"
#include "core/latent/torch_randn.h"

using namespace zscope;

namespace {

double dot(const std::vector<double>& a, const std::vector<double>& b) {
    return std::inner_product(a.begin(), a.end(), b.begin(), 0.0);
}

}  // namespace

TEST_CASE("principal components as numpy has them") {
    // numpy 2: x[i, j] = sin(0.7 i (j + 1)) (j + 1) + 0.3 cos(1.3 i) + 5 j, i < 40, j < 6, float32;
    // numpy.linalg.svd of x − x.mean(0) in float64.
    std::vector<float> x;
    for (int i = 0; i < 40; ++i) {
        for (int j = 0; j < 6; ++j) {
            x.push_back(static_cast<float>(std::sin(0.7 * i * (j + 1)) * (j + 1) +
                                           0.3 * std::cos(1.3 * i) + 5.0 * j));
        }
    }
    const PrincipalComponents found = principal_components(x, 6, 3);
    CHECK(found.total_variance == doctest::Approx(46.058762570794855).epsilon(1e-6));
    const std::vector<double> variances{22.15814297, 19.55058184, 2.42178265};
    const std::vector<std::vector<double>> axes{
        {0.00269104, -0.00632015, -0.41703723, -0.1554667, 0.21455061, 0.86938536},
        {-0.0038211, 0.01448765, 0.10352977, -0.59048735, 0.76216329, -0.24390347},
        {0.10289666, 0.97379771, 0.09580061, 0.14094512, 0.09557693, 0.05433294}};
    const std::vector<float> scores = found.scores(x);
    REQUIRE(scores.size() == 120);
    const std::vector<std::vector<double>> at_rows{{0.15087845, -6.96845115, 0.60224492},
                                                   {0.10411531, -2.20809388, -5.86186121},
                                                   {0.39988375, -1.21930442, -1.25080935}};
    for (std::size_t k = 0; k < 3; ++k) {
        CHECK(found.variances[k] == doctest::Approx(variances[k]).epsilon(1e-6));
        for (std::size_t j = 0; j < 6; ++j)
            CHECK(std::abs(found.axes[k][j] - axes[k][j]) < 1e-5);
        for (const std::size_t row : {0U, 7U, 39U}) {
            const std::size_t which = row == 0 ? 0 : row == 7 ? 1 : 2;
            CHECK(std::abs(scores[3 * row + k] - at_rows[k][which]) < 1e-4);
        }
    }
    CHECK(found.explained(0) == doctest::Approx(22.15814297 / 46.058762570794855).epsilon(1e-6));
}

TEST_CASE("principal components of points along known axes, far from the origin") {
    // Closed form: x = 1000 + 3 u (0.6, 0.8, 0) + v (−0.8, 0.6, 0), u and v of variance 1 and
    // uncorrelated, on a square.
    std::vector<float> x;
    for (const double u : {-1.0, 1.0}) {
        for (const double v : {-1.0, 1.0}) {
            x.push_back(static_cast<float>(1000 + 3 * u * 0.6 - v * 0.8));
            x.push_back(static_cast<float>(1000 + 3 * u * 0.8 + v * 0.6));
            x.push_back(1000.0F);
        }
    }
    const PrincipalComponents found = principal_components(x, 3, 3);
    CHECK(found.variances[0] == doctest::Approx(9.0 * 4 / 3).epsilon(1e-4));
    CHECK(found.variances[1] == doctest::Approx(4.0 / 3).epsilon(1e-4));
    CHECK(found.variances[2] == doctest::Approx(0.0));
    CHECK(found.axes[0][0] == doctest::Approx(0.6).epsilon(1e-4));
    CHECK(found.axes[0][1] == doctest::Approx(0.8).epsilon(1e-4));
    CHECK(found.axes[1][0] == doctest::Approx(0.8).epsilon(1e-4));  // the largest is positive
    CHECK(found.axes[1][1] == doctest::Approx(-0.6).epsilon(1e-4));
    CHECK(found.explained(0) == doctest::Approx(0.9).epsilon(1e-4));
    const std::vector<float> scores = found.scores(x);
    CHECK(scores[0] == doctest::Approx(-3.0).epsilon(1e-3));
    CHECK(scores[9] == doctest::Approx(3.0).epsilon(1e-3));
}

TEST_CASE("principal components of many rows: axes are orthonormal, scores have their variance") {
    std::vector<float> x = torch_randn(5, 3000 * 20);
    for (std::size_t i = 0; i < x.size(); ++i)
        x[i] = x[i] * static_cast<float>(1 + i % 20) + 7.0F;
    const PrincipalComponents found = principal_components(x, 20, 4);
    const std::vector<float> scores = found.scores(x);
    for (std::size_t a = 0; a < 4; ++a) {
        for (std::size_t b = 0; b < 4; ++b)
            CHECK(std::abs(dot(found.axes[a], found.axes[b]) - (a == b ? 1.0 : 0.0)) < 1e-9);
        double sum = 0.0, squares = 0.0;
        for (std::size_t row = 0; row < 3000; ++row) {
            sum += scores[4 * row + a];
            squares += double{scores[4 * row + a]} * scores[4 * row + a];
        }
        CHECK(std::abs(sum / 3000) < 1e-3);
        CHECK(squares / 2999 == doctest::Approx(found.variances[a]).epsilon(1e-4));
        if (a > 0) CHECK(found.variances[a] <= found.variances[a - 1]);
    }
}

TEST_CASE("principal components of rows that are all alike, too few, broken, or when stopped") {
    const std::vector<float> same(60, 2.5F);
    const PrincipalComponents found = principal_components(same, 3, 2);
    CHECK(found.explained(0) == 0.0);
    CHECK(found.scores(same) == std::vector<float>(40, 0.0F));
    CHECK_THROWS_AS(principal_components(std::vector<float>{1, 2, 3}, 3, 2), Error);
    std::vector<float> broken(60, 1.0F);
    broken[31] = std::numeric_limits<float>::quiet_NaN();
    CHECK_THROWS_AS(principal_components(broken, 3, 2), Error);
    std::stop_source stop;
    stop.request_stop();
    CHECK_THROWS_AS(principal_components(same, 3, 2, stop.get_token()), Error);
}
