// SPDX-License-Identifier: MIT
#pragma once

#include "core/worlds/rooms/surface.h"

namespace zscope::rooms {

// The light that a surface sends to the eye, linear.
Colour lit(const Scene& scene, const Surface& surface);
// Bright light is compressed, as film does it, so that windows keep their colours: 0…1.
Colour developed(Colour light);

}  // namespace zscope::rooms
