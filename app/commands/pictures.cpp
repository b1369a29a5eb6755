// SPDX-License-Identifier: MIT
#include "app/commands/pictures.h"

#include <algorithm>
#include <array>
#include <cstddef>
#include <cstdint>

namespace zscope::app {

namespace {

// 3 × 5 pixels a digit: five rows of three bits, the first row in the highest bits.
constexpr std::array<std::uint16_t, 10> kDigits{
    0b111'101'101'101'111, 0b010'110'010'010'111, 0b111'001'111'100'111, 0b111'001'111'001'111,
    0b101'101'111'001'001, 0b111'100'111'001'111, 0b111'100'111'101'111, 0b111'001'010'010'010,
    0b111'101'111'101'111, 0b111'101'111'001'111};
constexpr std::uint16_t kPoint = 0b000'000'000'000'010;
constexpr int kGlyphWidth = 3, kGlyphHeight = 5;
constexpr std::uint8_t kInk = 200;

std::uint16_t glyph_of(char c) {
    if (c >= '0' && c <= '9') return kDigits[static_cast<std::size_t>(c - '0')];
    return c == '.' ? kPoint : std::uint16_t{0};
}

void fill(ImageU8& image, int left, int top, int side) {
    for (int y = top; y < top + side; ++y) {
        const auto first = static_cast<std::size_t>(3 * (y * image.width + left));
        std::fill_n(image.pixels.begin() + static_cast<std::ptrdiff_t>(first), 3 * side, kInk);
    }
}

void copy(const ImageU8& from, ImageRgba8& to, int left) {
    for (int y = 0; y < from.height; ++y) {
        for (int x = 0; x < from.width; ++x) {
            const auto source = static_cast<std::size_t>((y * from.width + x) * from.channels);
            const auto target = static_cast<std::size_t>(4 * (y * to.width + left + x));
            for (std::size_t c = 0; c < 3; ++c)
                to.pixels[target + c] = from.pixels[source + (from.channels == 3 ? c : 0)];
            to.pixels[target + 3] = 255;
        }
    }
}

}  // namespace

TilePointer side_by_side(const std::vector<ImageU8>& images) {
    auto tile = std::make_shared<ImageRgba8>();
    for (const ImageU8& image : images) {
        tile->width += image.width;
        tile->height = std::max(tile->height, image.height);
    }
    tile->pixels.resize(static_cast<std::size_t>(4 * tile->width * tile->height));
    int left = 0;
    for (const ImageU8& image : images) {
        copy(image, *tile, left);
        left += image.width;
    }
    return tile;
}

ImageU8 number_picture(std::string_view number, int side) {
    ImageU8 image{side, side, 3, {}};
    image.pixels.resize(static_cast<std::size_t>(3 * side * side));
    const int columns = static_cast<int>(number.size()) * (kGlyphWidth + 1) - 1;
    const int dot = number.empty() ? 0 : side / (columns + 2);  // pixels of the picture
    if (dot < 1) return image;
    const int top = (side - dot * kGlyphHeight) / 2;
    int left = (side - dot * columns) / 2;
    for (const char c : number) {
        const std::uint16_t glyph = glyph_of(c);
        for (int bit = 0; bit < kGlyphWidth * kGlyphHeight; ++bit) {
            if ((glyph >> (kGlyphWidth * kGlyphHeight - 1 - bit) & 1) == 0) continue;
            fill(image, left + dot * (bit % kGlyphWidth), top + dot * (bit / kGlyphWidth), dot);
        }
        left += dot * (kGlyphWidth + 1);
    }
    return image;
}

}  // namespace zscope::app
