// SPDX-License-Identifier: MIT
#pragma once

#include <array>

#include "core/worlds/random_stream.h"
#include "core/worlds/rooms/vec.h"

namespace zscope::rooms {

inline float between(RandomStream& random, float low, float high) {
    return low + (high - low) * static_cast<float>(random.uniform());
}

// The colours of one room, in linear light; all of a palette, each varied a little.
struct Palette {
    Colour wall{}, accent{}, bedding{}, textile{}, curtain{}, rug{};
    Colour wood{};       // bed and table
    Colour floor{};      // planks, carpet or tiles
    Colour paintwork{};  // skirting, window frames
    Colour ceiling{};
};

// Three sRGB bytes, 0xRRGGBB, in linear light.
Colour from_srgb(std::uint32_t rgb);
// Linear light in 0…1 as an sRGB value in 0…1, within 1/255.
float to_srgb(float linear);

Palette draw_palette(RandomStream& random);
Colour draw_wood(RandomStream& random);
// `colour`, made darker or lighter until its brightness differs from that of `ground`: what carries
// a label must be seen.
Colour set_off(Colour colour, Colour ground, float least_difference);

}  // namespace zscope::rooms
