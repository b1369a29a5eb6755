// SPDX-License-Identifier: MIT
#pragma once

#include <memory>
#include <string_view>
#include <vector>

#include "core/image/image.h"

namespace zscope::app {

using TilePointer = std::shared_ptr<const ImageRgba8>;

// Images of equal height as one tile, from left to right. Pure.
TilePointer side_by_side(const std::vector<ImageU8>& images);

// A number in light grey on black, as large as fits into (side, side), in the middle: digits and a
// point, other characters stay empty. Pure.
ImageU8 number_picture(std::string_view number, int side);

}  // namespace zscope::app
