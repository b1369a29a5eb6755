// SPDX-License-Identifier: MIT
#include "core/image/map_atlas.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <cstddef>
#include <vector>

#include "core/base/check.h"
#include "core/image/palettes.h"

namespace zscope {

namespace {

constexpr std::size_t kLevels = 256;
constexpr Rgb kWarm = {255, 122, 24};
constexpr double kMostOpaque = 0.85;  // the image stays visible under it

float largest(std::span<const float> cells) {
    float most = 0.0F;
    for (const float cell : cells) {
        if (std::isfinite(cell)) most = std::max(most, std::abs(cell));
    }
    return most;
}

std::array<Rgb, kLevels> levels(bool with_sign) {
    std::array<Rgb, kLevels> table;
    for (std::size_t i = 0; i < kLevels; ++i) {
        const double share = static_cast<double>(i) / (kLevels - 1);
        table[i] = with_sign ? blue_to_vermilion(2.0 * share - 1.0) : viridis(share);
    }
    return table;
}

std::size_t level(float cell, float end, bool with_sign) {
    if (!std::isfinite(cell) || end <= 0.0F) cell = 0.0F;
    const float share = end > 0.0F ? cell / end : 0.0F;  // −1 … 1
    const float at = with_sign ? (share + 1.0F) / 2.0F : std::max(share, 0.0F);
    return static_cast<std::size_t>(std::lround(at * (kLevels - 1)));
}

// Value at a place in cells, the middle of the first at 0.5.
double smooth_value(std::span<const float> map, std::int64_t size, double x, double y) {
    const auto last = static_cast<double>(size - 1);
    const double at_x = std::clamp(x - 0.5, 0.0, last), at_y = std::clamp(y - 0.5, 0.0, last);
    const auto x0 = static_cast<std::int64_t>(at_x), y0 = static_cast<std::int64_t>(at_y);
    const std::int64_t x1 = std::min(x0 + 1, size - 1), y1 = std::min(y0 + 1, size - 1);
    const double fx = at_x - static_cast<double>(x0), fy = at_y - static_cast<double>(y0);
    const auto cell = [&](std::int64_t column, std::int64_t row) {
        const float value = map[static_cast<std::size_t>(row * size + column)];
        return std::isfinite(value) ? std::abs(static_cast<double>(value)) : 0.0;
    };
    const double above = (1 - fx) * cell(x0, y0) + fx * cell(x1, y0);
    const double below = (1 - fx) * cell(x0, y1) + fx * cell(x1, y1);
    return (1 - fy) * above + fy * below;
}

}  // namespace

MapAtlas map_atlas(std::span<const float> maps, std::int64_t count, std::int64_t size,
                   MapColours colours) {
    ZSCOPE_CHECK(count > 0 && size > 0 && std::ssize(maps) == count * size * size,
                 "{} cells for {} maps of {}", maps.size(), count, size);
    const auto columns =
        static_cast<std::int64_t>(std::ceil(std::sqrt(static_cast<double>(count))));
    const std::int64_t rows = (count + columns - 1) / columns, width = columns * size;
    MapAtlas atlas{{static_cast<int>(width), static_cast<int>(rows * size), {}}, columns};
    std::vector<std::uint8_t>& pixels = atlas.image.pixels;
    pixels.assign(static_cast<std::size_t>(4 * width * rows * size), 0);
    const std::array<Rgb, kLevels> table = levels(colours.with_sign);
    const float end_of_all = largest(maps);
    const auto cells = static_cast<std::size_t>(size * size);
    for (std::int64_t unit = 0; unit < count; ++unit) {
        const auto map = maps.subspan(static_cast<std::size_t>(unit) * cells, cells);
        const float end = colours.alike ? end_of_all : largest(map);
        const std::int64_t left = unit % columns * size, top = unit / columns * size;
        for (std::int64_t at = 0; at < size * size; ++at) {
            const Rgb& colour =
                table[level(map[static_cast<std::size_t>(at)], end, colours.with_sign)];
            const std::int64_t pixel = (top + at / size) * width + left + at % size;
            std::uint8_t* out = pixels.data() + 4 * pixel;
            std::copy(colour.begin(), colour.end(), out);
            out[3] = 255;
        }
    }
    return atlas;
}

ImageRgba8 footprint(std::span<const float> map, std::int64_t size, int side) {
    ZSCOPE_CHECK(size > 0 && side > 0 && std::ssize(map) == size * size, "{} cells, {} a side",
                 map.size(), size);
    ImageRgba8 image{side, side, {}};
    image.pixels.reserve(std::size_t{4} * static_cast<std::size_t>(side * side));
    const double most = largest(map), step = static_cast<double>(size) / side;
    for (int y = 0; y < side; ++y) {
        for (int x = 0; x < side; ++x) {
            const double value = smooth_value(map, size, (x + 0.5) * step, (y + 0.5) * step);
            const double share = most > 0.0 ? value / most : 0.0;
            image.pixels.insert(image.pixels.end(), kWarm.begin(), kWarm.end());
            image.pixels.push_back(
                static_cast<std::uint8_t>(std::lround(255.0 * kMostOpaque * share)));
        }
    }
    return image;
}

}  // namespace zscope
