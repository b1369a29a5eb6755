// SPDX-License-Identifier: MIT
#pragma once

#include <memory>

#include "core/image/grid.h"
#include "core/worlds/world.h"

namespace zscope::app {

// An image of a world as a tile; with `segments`, its map in colours to the right of it.
std::shared_ptr<const ImageRgba8> picture(const WorldImage& image, bool segments);

}  // namespace zscope::app
