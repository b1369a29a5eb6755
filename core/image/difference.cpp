// SPDX-License-Identifier: MIT
#include "core/image/difference.h"

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <cstdlib>

#include "core/base/check.h"
#include "core/image/palettes.h"

namespace zscope {

ImageRgba8 difference_map(const ImageRgba8& a, const ImageRgba8& b, int full) {
    ZSCOPE_CHECK(a.width == b.width && a.height == b.height, "{}x{} and {}x{}", a.width, a.height,
                 b.width, b.height);
    ImageRgba8 map{a.width, a.height, std::vector<std::uint8_t>(a.pixels.size(), 255)};
    for (std::size_t i = 0; i + 3 < a.pixels.size(); i += 4) {
        int sum = 0;
        for (std::size_t c = 0; c < 3; ++c)
            sum += std::abs(static_cast<int>(a.pixels[i + c]) - static_cast<int>(b.pixels[i + c]));
        std::ranges::copy(viridis(sum / (3.0 * full)), map.pixels.begin() + std::ptrdiff_t(i));
    }
    return map;
}

double mean_change(const ImageRgba8& a, const ImageRgba8& b) {
    ZSCOPE_CHECK(a.width == b.width && a.height == b.height, "{}x{} and {}x{}", a.width, a.height,
                 b.width, b.height);
    std::int64_t sum = 0;
    for (std::size_t i = 0; i < a.pixels.size(); ++i) {
        if (i % 4 == 3) continue;  // opacity
        sum += std::abs(static_cast<int>(a.pixels[i]) - static_cast<int>(b.pixels[i]));
    }
    const auto values = static_cast<double>(a.pixels.size() / 4 * 3);
    return values > 0 ? static_cast<double>(sum) / (255.0 * values) : 0.0;
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
