// SPDX-License-Identifier: MIT
// Feature maps as one image, and what a map covers of the sample's image.
#include "core/image/map_atlas.h"

#include <doctest/doctest.h>

#include <array>
#include <cmath>
#include <vector>

#include "core/image/palettes.h"

using namespace zscope;

namespace {

Rgb pixel(const ImageRgba8& image, int x, int y) {
    const std::uint8_t* at = image.pixels.data() + std::size_t{4} * (y * image.width + x);
    return {at[0], at[1], at[2]};
}

int opacity(const ImageRgba8& image, int x, int y) {
    return image.pixels[std::size_t{4} * (y * image.width + x) + 3];
}

}  // namespace

TEST_CASE("an atlas holds every cell of every map at its place, each map on a scale of its own") {
    // Five maps of 2 × 2: map u has u · 10 + cell, and map 0 is silent.
    std::vector<float> maps;
    for (int unit = 0; unit < 5; ++unit) {
        for (int cell = 0; cell < 4; ++cell)
            maps.push_back(unit == 0 ? 0.0F : static_cast<float>(10 * unit + cell));
    }
    const MapAtlas atlas = map_atlas(maps, 5, 2, {});
    CHECK(atlas.columns == 3);
    CHECK(atlas.image.width == 6);
    CHECK(atlas.image.height == 4);
    for (int unit = 0; unit < 5; ++unit) {
        for (int cell = 0; cell < 4; ++cell) {
            const double share = unit == 0 ? 0.0 : (10.0 * unit + cell) / (10.0 * unit + 3);
            const Rgb expected = viridis(std::round(255 * share) / 255);
            CHECK(pixel(atlas.image, unit % 3 * 2 + cell % 2, unit / 3 * 2 + cell / 2) == expected);
        }
    }
    CHECK(opacity(atlas.image, 0, 0) == 255);
    CHECK(opacity(atlas.image, 5, 3) == 0);  // the place that is left over
}

TEST_CASE(
    "one scale for all maps keeps them comparable; signs have two colours; NaN is drawn as 0") {
    const std::vector<float> maps = {1, 4, -2, std::nanf("")};
    const ImageRgba8 each = map_atlas(maps, 4, 1, {true, false}).image;
    const ImageRgba8 alike = map_atlas(maps, 4, 1, {true, true}).image;
    CHECK(pixel(each, 0, 0) == blue_to_vermilion(1.0));
    CHECK(pixel(each, 0, 1) == blue_to_vermilion(-1.0));
    CHECK(pixel(alike, 0, 0) == blue_to_vermilion(2 * std::round(255 * 0.625) / 255 - 1));
    CHECK(pixel(alike, 1, 0) == blue_to_vermilion(1.0));
    CHECK(pixel(alike, 0, 1) == blue_to_vermilion(2 * std::round(255 * 0.25) / 255 - 1));
    const Rgb zero = pixel(map_atlas(std::vector<float>{0.0F}, 1, 1, {true, false}).image, 0, 0);
    CHECK(pixel(each, 1, 1) == zero);
    CHECK(pixel(alike, 1, 1) == zero);
}

TEST_CASE("a footprint lies where the map is active, is the more opaque the more, and is smooth") {
    std::vector<float> map(16, 0.0F);
    map[2] = 3.0F;  // top row, third of four
    const ImageRgba8 image = footprint(map, 4, 64);
    CHECK(image.width == 64);
    CHECK(opacity(image, 40, 8) > 190);  // the middle of that cell
    CHECK(opacity(image, 8, 8) == 0);
    CHECK(opacity(image, 40, 56) == 0);
    for (int x = 41; x < 56; ++x)
        CHECK(opacity(image, x, 8) <= opacity(image, x - 1, 8));
    // Half way to the next cell's middle a linear way has half of it.
    CHECK(opacity(image, 48, 8) == doctest::Approx(opacity(image, 40, 8) / 2.0).epsilon(0.1));
    for (const int x : {0, 20, 63})
        CHECK(opacity(footprint(std::vector<float>(16, 0.0F), 4, 64), x, 30) == 0);
    CHECK(opacity(footprint(std::vector<float>{-5.0F}, 1, 8), 3, 3) > 190);  // by size
}
