// SPDX-License-Identifier: MIT
#pragma once

#include "core/worlds/faces/shade.h"

namespace zscope::faces {

// A point of the head's skin while features are painted on it, in head-local coordinates.
struct Skin4 {
    VecQ at;     // local
    Quad front;  // 0 on the back and sides of the head … 1 on the face
    VecQ albedo;
    Quad slope_x, slope_y;  // of the skin's relief, local
    Quad open;
    Quad gloss;
};

// Sinks (height < 0) or raises the skin by a smooth hump of the given radii.
inline Quad relief(Skin4& skin, Vec3 centre_and_height, float rx, float ry) {
    const Quad dx = (skin.at.x - centre_and_height.x) * (1.0F / rx);
    const Quad dy = (skin.at.y - centre_and_height.y) * (1.0F / ry);
    const Quad rest = positive(1.0F - (dx * dx + dy * dy));
    const Quad fall = -4.0F * centre_and_height.z * rest;
    skin.slope_x = skin.slope_x + fall * dx * (1.0F / rx);
    skin.slope_y = skin.slope_y + fall * dy * (1.0F / ry);
    return rest * rest;
}

void paint_complexion(const Model& model, Skin4& skin);
void paint_nose(const Model& model, Skin4& skin);
void paint_sockets(const Model& model, Skin4& skin);
void paint_brows(const Model& model, Skin4& skin);
void paint_beard(const Model& model, Skin4& skin);
void paint_mouth(const Model& model, Skin4& skin);
// The eyes themselves, over the shaded skin: mixes into `colour`.
void paint_eyes(const Model& model, const Skin4& skin, Quad sun, VecQ& colour);

}  // namespace zscope::faces
