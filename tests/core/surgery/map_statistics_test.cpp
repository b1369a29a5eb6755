// SPDX-License-Identifier: MIT
// Figures, order, histogram and spectrum of feature maps, against closed forms.
#include "core/surgery/map_statistics.h"

#include <doctest/doctest.h>

#include <cmath>
#include <numbers>
#include <numeric>
#include <vector>

using namespace zscope;

TEST_CASE("statistics of a map") {
    const MapStatistics map = map_statistics(std::vector<float>{0, 0, 1, 3});
    CHECK(map.mean == 1.0);
    CHECK(map.deviation == doctest::Approx(std::sqrt(6.0 / 4)));
    CHECK(map.lowest == 0.0);
    CHECK(map.highest == 3.0);
    CHECK(map.zeros == 0.5);
    const auto all = all_map_statistics(std::vector<float>{1, 1, -2, 4}, 2);
    REQUIRE(all.size() == 2);
    CHECK(all[0].deviation == 0.0);
    CHECK(all[1].mean == 1.0);
    CHECK(all[1].lowest == -2.0);
}

TEST_CASE("the order of units: largest first, equal ones by number, effects only where known") {
    const std::vector<float> maps = {1, 1, 0, 4, 3, 3, std::nanf(""), 0, 1, 1};
    const auto statistics = all_map_statistics(maps, 5);
    using Units = std::vector<std::int64_t>;
    CHECK(order_of_units(statistics, MapOrder::number, nullptr) == Units{0, 1, 2, 3, 4});
    CHECK(order_of_units(statistics, MapOrder::activation, nullptr) == Units{2, 1, 0, 4, 3});
    CHECK(order_of_units(statistics, MapOrder::variance, nullptr) == Units{1, 0, 2, 4, 3});
    CHECK(order_of_units(statistics, MapOrder::highest, nullptr)[0] == 1);
    CHECK(order_of_units(statistics, MapOrder::effect, nullptr) == Units{0, 1, 2, 3, 4});
    BlockFacts facts;
    facts.units.resize(4);
    CHECK(order_of_units(statistics, MapOrder::effect, &facts) == Units{0, 1, 2, 3, 4});
    facts.units.resize(5);
    facts.units[3].effect = 0.2;
    facts.units[1].effect = 0.1;
    CHECK(order_of_units(statistics, MapOrder::effect, &facts) == Units{3, 1, 0, 2, 4});
}

TEST_CASE("a histogram counts every finite cell once, the highest in the last bin") {
    const std::vector<float> map = {0, 0.24F, 0.26F, 1, std::nanf(""), 0.5F};
    CHECK(cell_histogram(map, 0, 1, 4) == std::vector<std::int64_t>{2, 1, 1, 1});
    CHECK(cell_histogram(std::vector<float>{2, 2}, 2, 2, 3) == std::vector<std::int64_t>{2, 0, 0});
}

TEST_CASE("the spectrum of a constant, of waves, of one cell; and Parseval's theorem") {
    for (const std::int64_t size : {1, 4, 7, 16}) {
        CAPTURE(size);
        const auto cells = static_cast<std::size_t>(size * size);
        const auto middle = static_cast<std::size_t>(size / 2 * size + size / 2);
        const std::vector<float> flat = power_spectrum(std::vector<float>(cells, 3.0F), size);
        for (std::size_t i = 0; i < cells; ++i)
            CHECK(flat[i] == doctest::Approx(i == middle ? 9.0 : 0.0));
        // One cell that is 1: |F| = 1 everywhere.
        std::vector<float> one(cells, 0.0F);
        one[cells / 3] = 1.0F;
        for (const float power : power_spectrum(one, size))
            CHECK(power == doctest::Approx(1.0 / static_cast<double>(cells * cells)));
    }
    constexpr std::int64_t kSize = 8;
    std::vector<float> wave;  // 2 cos: twice across, three times down
    for (std::int64_t y = 0; y < kSize; ++y) {
        for (std::int64_t x = 0; x < kSize; ++x) {
            const double turns = static_cast<double>(2 * x + 3 * y) / kSize;
            wave.push_back(static_cast<float>(2 * std::cos(2 * std::numbers::pi * turns)));
        }
    }
    const std::vector<float> power = power_spectrum(wave, kSize);
    for (std::int64_t row = 0; row < kSize; ++row) {
        for (std::int64_t column = 0; column < kSize; ++column) {
            const bool here = (row == 7 && column == 6) || (row == 1 && column == 2);
            CHECK(power[static_cast<std::size_t>(row * kSize + column)] ==
                  doctest::Approx(here ? 1.0 : 0.0));
        }
    }
    std::vector<float> rough;
    double squares = 0.0;
    for (int i = 0; i < 36; ++i) {
        rough.push_back(static_cast<float>(i * i % 17) - 5.0F);
        squares += rough.back() * rough.back();
    }
    const std::vector<float> all = power_spectrum(rough, 6);
    CHECK(std::accumulate(all.begin(), all.end(), 0.0) == doctest::Approx(squares / 36));
}
