// SPDX-License-Identifier: MIT
#include "core/surgery/unit_ranking.h"

#include <doctest/doctest.h>

#include <cmath>
#include <set>

#include "core/base/error.h"
#include "core/latent/torch_randn.h"

namespace zscope {
namespace {

constexpr std::int64_t kUnits = 12, kImages = 20, kCells = 30;

// Noise in twelve units; units 3 and 7 are higher inside, unit 5 is lower there, unit 9 never
// changes.
UnitSamples planted() {
    UnitSamples samples;
    samples.units = kUnits;
    samples.values = torch_randn(4, kImages * kCells * kUnits);
    for (std::int64_t row = 0; row < kImages * kCells; ++row) {
        const bool inside = row % 3 == 0;
        samples.inside.push_back(inside ? 1 : 0);
        samples.image.push_back(row / kCells);
        float* values = samples.values.data() + row * kUnits;
        if (inside) {
            values[3] += 3.0F;
            values[7] += 2.0F;
            values[5] -= 2.0F;
        }
        values[9] = 0.5F;
    }
    return samples;
}

double score_of(const UnitRanking& ranking, std::int64_t unit) {
    for (const RankedUnit& ranked : ranking.units) {
        if (ranked.unit == unit) return ranked.score;
    }
    return std::nan("");
}

}  // namespace

TEST_CASE("planted units come first by each method, and one that never changes says nothing") {
    for (const RankMethod method :
         {RankMethod::logistic, RankMethod::difference, RankMethod::overlap}) {
        const UnitRanking ranking = rank_units(planted(), method);
        CAPTURE(word_of(method));
        CHECK(ranking.units.size() == kUnits);
        CHECK(ranking.units[0].unit == 3);
        CHECK(ranking.units[1].unit == 7);
        CHECK(score_of(ranking, 9) == 0.0);
        if (method != RankMethod::overlap) CHECK(ranking.units.back().unit == 5);
        CHECK(ranking.first(2) == std::vector<std::int64_t>{3, 7});
        CHECK(ranking.images == kImages);
        CHECK(ranking.inside == kImages * kCells / 3);
        CHECK(ranking.inside + ranking.outside == kImages * kCells);
        REQUIRE(ranking.accuracy);
        CHECK(*ranking.accuracy > 0.95);
    }
}

TEST_CASE("what has nothing to do with the units is told apart no better than by chance") {
    UnitSamples samples = planted();
    samples.values = torch_randn(8, kImages * kCells * kUnits);
    const UnitRanking ranking = rank_units(samples, RankMethod::logistic);
    REQUIRE(ranking.accuracy);
    CHECK(std::abs(*ranking.accuracy - 0.5) < 0.12);  // of 600 rows, six standard deviations
}

// Two units of four rows: means and overlaps by hand.
TEST_CASE("difference and overlap are what their definitions give by hand") {
    UnitSamples samples;
    samples.units = 2;
    samples.values = {4.0F, 1.0F, 2.0F, 0.0F, 0.0F, 3.0F, 2.0F, 0.0F};
    samples.inside = {1, 1, 0, 0};
    samples.image = {0, 0, 0, 0};
    // Unit 0: inside 4, 2, outside 0, 2: mean 2, deviation √2, difference 2. Unit 1: inside 1, 0,
    // outside 3, 0: mean 1, deviation √1.5, difference −1.
    const UnitRanking difference = rank_units(samples, RankMethod::difference);
    CHECK(score_of(difference, 0) == doctest::Approx(2.0 / std::sqrt(2.0)).epsilon(1e-6));
    CHECK(score_of(difference, 1) == doctest::Approx(-1.0 / std::sqrt(1.5)).epsilon(1e-6));
    CHECK(difference.activation == std::vector<double>{2.0, 1.0});
    // Unit 0: the third highest of four values is 2: rows 0, 1 and 3 are at least that; 2 of 3 are
    // inside. Unit 1: it is 1: rows 0 and 2; 1 of 3.
    const UnitRanking overlap = rank_units(samples, RankMethod::overlap);
    CHECK(score_of(overlap, 0) == doctest::Approx(2.0 / 3.0));
    CHECK(score_of(overlap, 1) == doctest::Approx(1.0 / 3.0));
    CHECK_FALSE(overlap.accuracy);  // of one image nothing can be kept apart
}

TEST_CASE("what cannot be ranked says why") {
    UnitSamples samples = planted();
    std::ranges::fill(samples.inside, std::uint8_t{0});
    CHECK_THROWS_WITH_AS(rank_units(samples, RankMethod::logistic),
                         "units cannot be ranked from 0 places with the thing and 600 without it: "
                         "mark more",
                         Error);
    samples = planted();
    samples.values[5] = std::nanf("");
    CHECK_THROWS_AS(rank_units(samples, RankMethod::overlap), Error);
    CHECK_THROWS_AS(rank_method_of("magic"), Error);
    CHECK(rank_method_of("overlap") == RankMethod::overlap);
}

TEST_CASE("a control takes as many other units, near in activation, none twice") {
    std::vector<double> activation;
    for (int unit = 0; unit < 100; ++unit)
        activation.push_back(unit < 50 ? 1.0 + 0.001 * unit : 50.0 + 0.001 * unit);
    const std::vector<std::int64_t> chosen{10, 20, 60, 70};
    const std::vector<std::int64_t> forbidden{11, 61};
    for (std::uint64_t seed = 1; seed <= 20; ++seed) {
        const auto others = equally_active_units(activation, chosen, forbidden, seed);
        REQUIRE(others.size() == chosen.size());
        CHECK(std::set(others.begin(), others.end()).size() == chosen.size());
        for (std::size_t i = 0; i < others.size(); ++i) {
            CHECK((others[i] < 50) == (chosen[i] < 50));
            CHECK(std::ranges::count(chosen, others[i]) == 0);
            CHECK(std::ranges::count(forbidden, others[i]) == 0);
        }
    }
    CHECK(equally_active_units(activation, chosen, {}, 1) ==
          equally_active_units(activation, chosen, {}, 1));
    CHECK(equally_active_units(activation, chosen, {}, 1) !=
          equally_active_units(activation, chosen, {}, 2));
    const auto any = any_units(10, 6, 3);
    CHECK(std::set(any.begin(), any.end()).size() == 6);
    CHECK(any.front() >= 0);
    CHECK(any.back() < 10);
    CHECK(any != any_units(10, 6, 4));
    const std::vector<double> three{1.0, 2.0, 3.0};
    CHECK_THROWS_AS(equally_active_units(three, std::vector<std::int64_t>{0, 1}, {}, 1), Error);
}

}  // namespace zscope
