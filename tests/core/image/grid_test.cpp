// SPDX-License-Identifier: MIT
#include "core/image/grid.h"

#include <doctest/doctest.h>

#include <array>
#include <cmath>
#include <limits>

#include "core/base/check.h"

using zscope::GridLayout;
using zscope::ImageRgba8;
using zscope::make_grid;
using zscope::to_byte;

namespace {

using Tiles = std::vector<std::shared_ptr<const ImageRgba8>>;

// A tile whose pixel (x, y) is (value, x, y, 200).
std::shared_ptr<const ImageRgba8> tile(std::uint8_t value, int width, int height) {
    ImageRgba8 image{width, height, {}};
    for (int y = 0; y < height; ++y) {
        for (int x = 0; x < width; ++x) {
            const std::array<std::uint8_t, 4> pixel{value, static_cast<std::uint8_t>(x),
                                                    static_cast<std::uint8_t>(y), 200};
            image.pixels.insert(image.pixels.end(), pixel.begin(), pixel.end());
        }
    }
    return std::make_shared<const ImageRgba8>(std::move(image));
}

std::array<int, 4> pixel(const ImageRgba8& image, int x, int y) {
    const auto at = static_cast<std::size_t>(4 * (y * image.width + x));
    return {image.pixels[at], image.pixels[at + 1], image.pixels[at + 2], image.pixels[at + 3]};
}

const std::array<int, 4> kBackground{0, 0, 0, 255};

}  // namespace

TEST_CASE("to_byte rounds the middle up and clamps, NaN to black") {
    CHECK(to_byte(-1.0F) == 0);
    CHECK(to_byte(1.0F) == 255);
    CHECK(to_byte(0.0F) == 128);  // 127.5 rounds up
    CHECK(to_byte(-7.0F) == 0);
    CHECK(to_byte(7.0F) == 255);
    CHECK(to_byte(std::numeric_limits<float>::infinity()) == 255);
    CHECK(to_byte(-std::numeric_limits<float>::infinity()) == 0);
    CHECK(to_byte(std::numeric_limits<float>::quiet_NaN()) == 0);
}

TEST_CASE("to_byte gives every byte back from its centre") {
    for (int byte = 0; byte <= 255; ++byte) {
        CHECK(to_byte(static_cast<float>(byte / 127.5 - 1.0)) == byte);
    }
}

TEST_CASE("image_from_planes interleaves colour planes and spreads grey") {
    const std::vector<float> planes{-1, 1, 0, -1, /*green*/ 1, 1, 1, 1, /*blue*/ 0, 0, -1, 1};
    const ImageRgba8 colour = zscope::image_from_planes(planes, 3, 2);
    CHECK(pixel(colour, 0, 0) == std::array<int, 4>{0, 255, 128, 255});
    CHECK(pixel(colour, 1, 0) == std::array<int, 4>{255, 255, 128, 255});
    CHECK(pixel(colour, 0, 1) == std::array<int, 4>{128, 255, 0, 255});
    const ImageRgba8 grey = zscope::image_from_planes(std::span(planes).first(4), 1, 2);
    CHECK(pixel(grey, 1, 0) == std::array<int, 4>{255, 255, 255, 255});
    CHECK(pixel(grey, 0, 1) == std::array<int, 4>{128, 128, 128, 255});
    CHECK_THROWS_AS(zscope::image_from_planes(planes, 1, 2), zscope::CheckFailure);
}

TEST_CASE("make_grid puts each pixel of each tile where it belongs, at any zoom") {
    const Tiles tiles{tile(1, 3, 2), tile(2, 3, 2), nullptr, tile(4, 3, 2), tile(5, 3, 2)};
    for (const int scale : {1, 2, 3}) {
        CAPTURE(scale);
        const ImageRgba8 sheet = make_grid(tiles, {.columns = 2, .padding = 2, .scale = scale});
        REQUIRE(sheet.width == 2 + 2 * (3 * scale + 2));
        REQUIRE(sheet.height == 2 + 3 * (2 * scale + 2));
        for (int y = 0; y < sheet.height; ++y) {
            for (int x = 0; x < sheet.width; ++x) {
                const int column = (x - 2) / (3 * scale + 2);
                const int row = (y - 2) / (2 * scale + 2);
                const int inner_x = (x - 2) - column * (3 * scale + 2);
                const int inner_y = (y - 2) - row * (2 * scale + 2);
                const int index = 2 * row + column;
                const bool inside = x >= 2 && y >= 2 && inner_x < 3 * scale &&
                                    inner_y < 2 * scale && index < 5 && index != 2;
                const auto expected =
                    inside ? std::array<int, 4>{index + 1, inner_x / scale, inner_y / scale, 200}
                           : kBackground;
                REQUIRE(pixel(sheet, x, y) == expected);
            }
        }
    }
}

TEST_CASE("make_grid is no wider than its tiles, and empty without any") {
    const Tiles two{tile(1, 4, 4), tile(2, 4, 4)};
    CHECK(make_grid(two, {.columns = 8, .padding = 0, .scale = 1}).width == 8);
    CHECK(make_grid(two, {.columns = 8, .padding = 0, .scale = 1}).height == 4);
    CHECK(make_grid({}, {}) == ImageRgba8{});
    CHECK(make_grid(Tiles{nullptr, nullptr}, {}) == ImageRgba8{});
    CHECK_THROWS_AS(make_grid(Tiles{tile(1, 4, 4), tile(1, 4, 5)}, {}), zscope::CheckFailure);
}

TEST_CASE("square_columns makes a sheet about square") {
    CHECK(zscope::square_columns(0) == 1);
    CHECK(zscope::square_columns(1) == 1);
    CHECK(zscope::square_columns(2) == 2);
    CHECK(zscope::square_columns(10) == 4);
    CHECK(zscope::square_columns(64) == 8);
    CHECK(zscope::square_columns(65) == 9);
}
