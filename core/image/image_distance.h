// SPDX-License-Identifier: MIT
#pragma once

#include "core/image/image.h"

namespace zscope {

// How far two images of one size are apart: the root of the mean squared difference of red, green
// and blue, in levels 0…255. Other sizes are a bug.
double image_distance(const ImageRgba8& a, const ImageRgba8& b);

}  // namespace zscope
