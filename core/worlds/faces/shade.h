// SPDX-License-Identifier: MIT
#pragma once

#include "core/worlds/faces/model.h"

namespace zscope::faces {

// The samples of one pixel while the picture is composed, back to front.
struct Samples {
    Quad x, y;    // world
    VecQ colour;  // linear RGB so far
    Quad depth;   // world z of what is seen so far
};

struct Surface {
    VecQ normal;  // unit, world
    VecQ albedo;
    Quad open;                    // 0…1: how much of the surroundings it sees (ambient occlusion)
    Quad sun;                     // 0…1: how much of the key light reaches it
    Quad gloss;                   // strength of the highlight
    Vec3 wrap{0.1F, 0.1F, 0.1F};  // how far each colour's light creeps round the edge of the shade
    float rim = 1.0F;
};

inline Quad fourth_power(Quad x) {
    const Quad square = x * x;
    return square * square;
}

// Light that arrives from the key, the sky, the ground and the rim, per colour.
inline VecQ shade(const Model& model, const Surface& s) {
    const Light& light = model.scene.light;
    const Quad facing = dot(s.normal, light.toward);
    const auto key = [&](float wrap) {
        return positive((facing + wrap) * (1.0F / (1.0F + wrap))) * s.sun;
    };
    const Quad up = 0.5F + 0.5F * s.normal.y;
    const Quad edge = 1.0F - positive(s.normal.z);
    const Quad rim =
        edge * edge * edge * positive(dot(s.normal, light.rim_toward)) * s.open * s.rim;
    const VecQ ambient = mix(spread(light.ground), light.sky, up) * s.open;
    const VecQ direct = VecQ{key(s.wrap.x), key(s.wrap.y), key(s.wrap.z)} * light.key;
    const Quad shine = fourth_power(fourth_power(positive(dot(s.normal, model.half))));
    const VecQ reflected = light.key * (shine * s.gloss * s.sun);
    return s.albedo * (ambient + direct) + light.rim * rim + reflected;
}

void draw_background(const Model& model, Samples& samples);
void draw_body(const Model& model, Samples& samples);
void draw_head(const Model& model, Samples& samples);
void draw_hair_behind(const Model& model, Samples& samples);
void draw_hair_before(const Model& model, Samples& samples);
void draw_glasses(const Model& model, Samples& samples);
void draw_hat(const Model& model, Samples& samples);

// How much hair covers the local point of the head's surface, 0…1, `shift` above it.
Quad hair_cover(const Model& model, VecQ local, float shift, Quad ragged);

}  // namespace zscope::faces
