// SPDX-License-Identifier: MIT
#include "core/image/difference.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <cstdlib>

#include "core/base/check.h"

namespace zscope {

namespace {

// Steps of viridis (van der Walt and Smith 2015), equally far apart; straight lines between.
constexpr std::array<std::array<double, 3>, 5> kRamp = {
    {{68, 1, 84}, {59, 82, 139}, {33, 145, 140}, {94, 201, 98}, {253, 231, 37}}};

std::uint8_t ramp(double share, std::size_t channel) {
    const double at = std::clamp(share, 0.0, 1.0) * (kRamp.size() - 1);
    const std::size_t low = std::min(static_cast<std::size_t>(at), kRamp.size() - 2);
    const double between = at - static_cast<double>(low);
    return static_cast<std::uint8_t>(
        std::lround((1.0 - between) * kRamp[low][channel] + between * kRamp[low + 1][channel]));
}

}  // namespace

ImageRgba8 difference_map(const ImageRgba8& a, const ImageRgba8& b, int full) {
    ZSCOPE_CHECK(a.width == b.width && a.height == b.height, "{}x{} and {}x{}", a.width, a.height,
                 b.width, b.height);
    ImageRgba8 map{a.width, a.height, std::vector<std::uint8_t>(a.pixels.size(), 255)};
    for (std::size_t i = 0; i + 3 < a.pixels.size(); i += 4) {
        int sum = 0;
        for (std::size_t c = 0; c < 3; ++c)
            sum += std::abs(static_cast<int>(a.pixels[i + c]) - static_cast<int>(b.pixels[i + c]));
        for (std::size_t c = 0; c < 3; ++c)
            map.pixels[i + c] = ramp(sum / (3.0 * full), c);
    }
    return map;
}

ImageRgba8 rgba_of(const ImageU8& image) {
    ImageRgba8 out{image.width, image.height, {}};
    const auto channels = static_cast<std::size_t>(image.channels);
    out.pixels.reserve(image.pixels.size() / channels * 4);
    for (std::size_t i = 0; i + channels <= image.pixels.size(); i += channels) {
        for (std::size_t c = 0; c < 3; ++c)
            out.pixels.push_back(image.pixels[i + (channels == 3 ? c : 0)]);
        out.pixels.push_back(255);
    }
    return out;
}

}  // namespace zscope
