// SPDX-License-Identifier: MIT
#include "core/image/palettes.h"

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <span>

namespace zscope {

namespace {

using Step = std::array<double, 3>;

// Equally far apart; straight lines between.
constexpr std::array<Step, 5> kViridis = {
    {{68, 1, 84}, {59, 82, 139}, {33, 145, 140}, {94, 201, 98}, {253, 231, 37}}};
constexpr std::array<Step, 3> kSigned = {{{0, 114, 178}, {29, 33, 41}, {213, 94, 0}}};

Rgb between(std::span<const Step> steps, double share) {
    // Written so that what is not a number fails the comparison.
    const double at =
        share > 0.0 ? std::min(share, 1.0) * static_cast<double>(steps.size() - 1) : 0.0;
    const std::size_t low = std::min(static_cast<std::size_t>(at), steps.size() - 2);
    const double beyond = at - static_cast<double>(low);
    Rgb colour{};
    for (std::size_t c = 0; c < colour.size(); ++c) {
        const double level = (1.0 - beyond) * steps[low][c] + beyond * steps[low + 1][c];
        colour[c] = static_cast<std::uint8_t>(std::lround(level));
    }
    return colour;
}

}  // namespace

Rgb viridis(double share) {
    return between(kViridis, share);
}

Rgb blue_to_vermilion(double value) {
    return between(kSigned, std::isnan(value) ? 0.5 : (value + 1.0) / 2.0);
}

}  // namespace zscope
