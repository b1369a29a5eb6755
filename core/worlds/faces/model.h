// SPDX-License-Identifier: MIT
#pragma once

#include <array>
#include <vector>

#include "core/worlds/faces/ellipsoid.h"
#include "core/worlds/faces/scene.h"

namespace zscope::faces {

// A scene's solid parts, ready for rays. Built once a picture.
struct Model {
    Scene scene;
    Place head, torso;
    LocalMap to_head, to_torso;
    std::array<Ellipsoid, 13> skull{};  // flow into one another; the nose is among them
    std::array<Ellipsoid, 2> ears{};
    Ellipsoid outline;   // contains all of the skull
    Ellipsoid nose_tip;  // throws the nose's shadow
    Ellipsoid neck, slope, chest;
    Ellipsoid hair_cap, hair_back, bun;
    std::array<Ellipsoid, 2> curtains{};  // long hair beside the face
    Ellipsoid hat_crown, hat_brim;
    Vec3 half{};  // between light and viewer
};

Model make_model(const Scene& scene);

// Where the hat begins: hat above this local height at local depth z.
inline Quad hat_edge(Quad z) {
    return 0.52F - 0.14F * z;
}

}  // namespace zscope::faces
