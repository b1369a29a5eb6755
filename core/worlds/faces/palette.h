// SPDX-License-Identifier: MIT
#pragma once

#include "core/worlds/faces/quad.h"
#include "core/worlds/random_stream.h"

namespace zscope::faces {

// Linear RGB from sRGB bytes, by an approximation made of products (no std::pow: the same on every
// machine).
Vec3 from_srgb(int red, int green, int blue);

float luminance(Vec3 colour);

// Skin from light to deep, with its undertone.
Vec3 draw_skin(RandomStream& random);

struct HairColour {
    Vec3 body, light;
};
// Blond: strawberry, golden, ash, platinum. Else black, browns, auburn, and a dark grey.
HairColour draw_hair_colour(RandomStream& random, bool blond);

// Mostly brown with deep skin.
Vec3 draw_iris(RandomStream& random, bool deep_skin);
Vec3 draw_cloth(RandomStream& random);
Vec3 draw_backdrop(RandomStream& random);

}  // namespace zscope::faces
