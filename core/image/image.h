// SPDX-License-Identifier: MIT
#pragma once

#include <cstdint>
#include <vector>

namespace zscope {

// 8-bit RGBA, row-major from the top left: what the screen and PNG files take.
struct ImageRgba8 {
    int width = 0;
    int height = 0;
    std::vector<std::uint8_t> pixels;  // 4·width·height

    bool operator==(const ImageRgba8&) const = default;
};

// Decoded pixels as data sets keep them: interleaved (H, W, C), C = 1 or 3.
struct ImageU8 {
    int width = 0;
    int height = 0;
    int channels = 3;
    std::vector<std::uint8_t> pixels;  // channels·width·height

    bool operator==(const ImageU8&) const = default;
};

}  // namespace zscope
