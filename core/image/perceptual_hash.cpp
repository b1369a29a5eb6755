// SPDX-License-Identifier: MIT
#include "core/image/perceptual_hash.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <numbers>

#include "core/base/check.h"

namespace zscope {

namespace {

constexpr std::size_t kLow = 8;  // frequencies an axis

// cos(π (2x + 1) u / 64), scaled so that a wave of height 1 has the weight 1.
std::array<std::array<double, kHashSide>, kLow> cosines() {
    std::array<std::array<double, kHashSide>, kLow> table{};
    for (std::size_t u = 0; u < kLow; ++u) {
        const double scale = (u == 0 ? 1.0 : 2.0) / kHashSide;
        for (std::size_t x = 0; x < kHashSide; ++x) {
            const auto angle = static_cast<double>((2 * x + 1) * u) / (2.0 * kHashSide);
            table[u][x] = scale * std::cos(std::numbers::pi * angle);
        }
    }
    return table;
}

}  // namespace

std::uint64_t perceptual_hash(std::span<const std::uint8_t> grey) {
    ZSCOPE_CHECK(grey.size() == std::size_t{kHashSide} * kHashSide, "{} bytes", grey.size());
    static const auto waves = cosines();
    std::array<std::array<double, kLow>, kHashSide> rows{};  // transformed across
    for (std::size_t y = 0; y < kHashSide; ++y) {
        for (std::size_t u = 0; u < kLow; ++u) {
            for (std::size_t x = 0; x < kHashSide; ++x)
                rows[y][u] += waves[u][x] * grey[y * kHashSide + x];
        }
    }
    std::array<double, kLow * kLow> weights{};
    for (std::size_t v = 0; v < kLow; ++v) {
        for (std::size_t u = 0; u < kLow; ++u) {
            double sum = 0.0;
            for (std::size_t y = 0; y < kHashSide; ++y)
                sum += waves[v][y] * rows[y][u];
            weights[v * kLow + u] = std::abs(sum) < 1.0 ? 0.0 : sum;
        }
    }
    auto ordered = weights;
    const auto middle = ordered.begin() + kLow * kLow / 2;
    std::nth_element(ordered.begin(), middle, ordered.end());
    std::uint64_t hash = 0;
    for (std::size_t i = 0; i < weights.size(); ++i) {
        if (weights[i] > *middle) hash |= std::uint64_t{1} << i;
    }
    return hash;
}

}  // namespace zscope
