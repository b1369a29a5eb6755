// SPDX-License-Identifier: MIT
#pragma once

#include "core/worlds/world.h"

namespace zscope {

// Bedrooms in perspective, with a segmentation map: made to repeat the window experiment of the
// DCGAN paper (Radford et al. 2016, section 6.3) with the truth at hand. Windows, doors and mirrors
// are of like size and share their places on the walls.
const World& rooms_world();

}  // namespace zscope
