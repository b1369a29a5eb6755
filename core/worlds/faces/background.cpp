// SPDX-License-Identifier: MIT
#include "core/worlds/faces/shade.h"

namespace zscope::faces {

// A studio wall with a pool of light, sometimes lights far out of focus.
void draw_background(const Model& model, Samples& samples) {
    const Background& back = model.scene.background;
    const Quad height = smooth(-1.1F, 1.1F, samples.y + back.slant * samples.x);
    VecQ colour = mix(spread(back.bottom), back.top, height);
    const Quad dx = samples.x - back.glow_x;
    const Quad dy = samples.y - back.glow_y;
    colour = colour + back.glow * hump((dx * dx + dy * dy) * 0.45F);
    for (int i = 0; i < back.blob_count; ++i) {
        const Blob& blob = back.blobs[static_cast<std::size_t>(i)];
        const Quad bx = samples.x - blob.x;
        const Quad by = samples.y - blob.y;
        const Quad q = (bx * bx + by * by) * (1.0F / (blob.radius * blob.radius));
        colour = mix(colour, blob.colour, blob.strength * smooth(1.0F, 1.0F - blob.sharpness, q));
    }
    samples.colour = colour;
    samples.depth = quad(-4.0F);
}

}  // namespace zscope::faces
