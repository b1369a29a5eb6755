// SPDX-License-Identifier: MIT
#pragma once

#include "core/worlds/faces/palette.h"
#include "core/worlds/faces/scene.h"
#include "core/worlds/random_stream.h"

namespace zscope::faces {

// What is worn and what stands behind: parts of make_scene.
Hair draw_hair(RandomStream random, const Labels& labels, const HairColour& colour);
Hat draw_hat(RandomStream random, bool on);
// Rims and lenses that stand out against the skin.
Glasses draw_glasses(RandomStream random, const Labels& labels, Vec3 skin);
Clothing draw_clothing(RandomStream random, bool man);
Background draw_background(RandomStream random);

}  // namespace zscope::faces
