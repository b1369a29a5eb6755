// SPDX-License-Identifier: MIT
#pragma once

#include <cstdint>
#include <vector>

#include "core/worlds/faces/scene.h"

namespace zscope::faces {

// (size, size, 3) sRGB bytes; four samples a pixel. Any thread.
std::vector<std::uint8_t> render(const Scene& scene, int size);

}  // namespace zscope::faces
