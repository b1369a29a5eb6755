// SPDX-License-Identifier: MIT
#pragma once

#include "core/image/image.h"

namespace zscope {

// Where two images of one size differ: mean absolute difference of the channels at each pixel,
// from dark blue (none) to yellow (`full` levels of 255 or more). Another size is a bug.
ImageRgba8 difference_map(const ImageRgba8& a, const ImageRgba8& b, int full = 64);

// How far two images of one size are apart, on average over pixels and colours: 0, the same, … 1,
// black against white. Another size is a bug.
double mean_change(const ImageRgba8& a, const ImageRgba8& b);

// (H, W, C), C = 1 or 3, as opaque RGBA.
ImageRgba8 rgba_of(const ImageU8& image);

}  // namespace zscope
