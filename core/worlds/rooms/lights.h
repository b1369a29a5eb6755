// SPDX-License-Identifier: MIT
#pragma once

#include "core/worlds/rooms/scene.h"

namespace zscope::rooms {

// What the room receives from the sky, from behind the camera and through its window, if it has
// one. Reads scene.evening, floor and window.
void light_room(Scene& scene, RandomStream random);
// The lamp, if it is lit; in the evening there is always light, from the ceiling if from nowhere
// else. Reads scene.lamp_on and evening, and the place that add_lamp has noted.
void light_lamps(Scene& scene);

}  // namespace zscope::rooms
