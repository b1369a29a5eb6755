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
    float hat_base = 0.5F,
          hat_slope = 0;  // the edge of the crown, local: height, rise to the front
    Vec3 half{};          // between light and viewer
};

Model make_model(const Scene& scene);

// Where the hat begins: hat above this local height at local depth z.
inline Quad hat_edge(const Model& model, Quad z) {
    return model.hat_base + model.hat_slope * z;
}

}  // namespace zscope::faces
