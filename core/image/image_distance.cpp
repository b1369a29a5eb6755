// SPDX-License-Identifier: MIT
#include "core/image/image_distance.h"

#include <cmath>

#include "core/base/check.h"

namespace zscope {

double image_distance(const ImageRgba8& a, const ImageRgba8& b) {
    ZSCOPE_CHECK(a.width == b.width && a.height == b.height && a.pixels.size() == b.pixels.size(),
                 "{} × {} and {} × {}", a.width, a.height, b.width, b.height);
    std::int64_t squares = 0, count = 0;
    for (std::size_t i = 0; i < a.pixels.size(); ++i) {
        if (i % 4 == 3) continue;  // opacity
        const int difference = static_cast<int>(a.pixels[i]) - static_cast<int>(b.pixels[i]);
        squares += static_cast<std::int64_t>(difference) * difference;
        ++count;
    }
    return count == 0 ? 0.0 : std::sqrt(static_cast<double>(squares) / static_cast<double>(count));
}

}  // namespace zscope
