// SPDX-License-Identifier: MIT
#pragma once

#include <cstdint>
#include <memory>
#include <span>
#include <vector>

#include "core/image/image.h"

namespace zscope {

// A byte of an image from a network's output in −1…1: clamp(floor((x + 1)·127.5 + 0.5), 0, 255).
std::uint8_t to_byte(float x);

// One image from planes (C, H, W) in −1…1, C = 1 or 3.
ImageRgba8 image_from_planes(std::span<const float> planes, int channels, int size);

struct GridLayout {
    int columns = 8;
    int padding = 2;  // pixels of the sheet between tiles and around them
    int scale = 1;    // whole-number zoom of the tiles, nearest
};
// Tiles of equal size into one sheet, row by row; missing tiles (null) stay background, which is
// opaque black. No wider than its tiles need; an empty image if there is no tile at all.
ImageRgba8 make_grid(std::span<const std::shared_ptr<const ImageRgba8>> tiles,
                     const GridLayout& layout);
// Columns that make the sheet about square: 64 → 8, 10 → 4.
int square_columns(int count);

}  // namespace zscope
