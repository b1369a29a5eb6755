// SPDX-License-Identifier: MIT
#pragma once

#include "core/worlds/rooms/scene.h"

namespace zscope::rooms {

// Fills pixels and segments. size: 32, 64 or 128. Pure in its arguments.
WorldImage render(const Scene& scene, int size);

}  // namespace zscope::rooms
