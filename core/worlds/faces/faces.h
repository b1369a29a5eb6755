// SPDX-License-Identifier: MIT
#pragma once

#include "core/worlds/world.h"

namespace zscope {

// Portraits: the world "faces" (core/worlds/faces/).
const World& faces_world();

}  // namespace zscope
