// SPDX-License-Identifier: MIT
#include "app/commands/world_pictures.h"

#include <array>
#include <cstddef>
#include <cstdint>

namespace zscope::app {

namespace {

using Colour = std::array<std::uint8_t, 3>;

// Okabe and Ito's colours, told apart by colour-blind eyes; 0 is black.
constexpr std::array<Colour, 9> kColours{{{0, 0, 0},
                                          {230, 159, 0},
                                          {86, 180, 233},
                                          {0, 158, 115},
                                          {240, 228, 66},
                                          {0, 114, 178},
                                          {213, 94, 0},
                                          {204, 121, 167},
                                          {200, 200, 200}}};

void put(ImageRgba8& to, int x, int y, const std::uint8_t* colour) {
    const auto at = 4 * (static_cast<std::size_t>(y) * static_cast<std::size_t>(to.width) +
                         static_cast<std::size_t>(x));
    for (std::size_t c = 0; c < 3; ++c)
        to.pixels[at + c] = colour[c];
    to.pixels[at + 3] = 255;
}

}  // namespace

std::shared_ptr<const ImageRgba8> picture(const WorldImage& image, bool segments) {
    const int size = image.size;
    auto tile = std::make_shared<ImageRgba8>();
    tile->width = segments ? 2 * size : size;
    tile->height = size;
    tile->pixels.resize(4 * static_cast<std::size_t>(tile->width) * static_cast<std::size_t>(size));
    for (int y = 0; y < size; ++y) {
        for (int x = 0; x < size; ++x) {
            const auto at = static_cast<std::size_t>(y) * static_cast<std::size_t>(size) +
                            static_cast<std::size_t>(x);
            put(*tile, x, y, &image.pixels[3 * at]);
            if (segments) {
                put(*tile, size + x, y, kColours[image.segments[at] % kColours.size()].data());
            }
        }
    }
    return tile;
}

}  // namespace zscope::app
