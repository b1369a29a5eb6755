// SPDX-License-Identifier: MIT
#pragma once

#include "core/worlds/rooms/scene.h"

namespace zscope::rooms {

// Each adds its solids, and what keeps light from their surroundings, to the scene.
void add_bed(Scene& scene, const Layout& layout, RandomStream& random);
// The table beside the bed and the small things on it; they are there with and without a lamp.
void add_table(Scene& scene, const Layout& layout, RandomStream& random, bool lamp);
void add_lamp(Scene& scene, const Layout& layout, RandomStream& random);

}  // namespace zscope::rooms
