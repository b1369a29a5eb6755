// SPDX-License-Identifier: MIT
#include "core/image/grid.h"

#include <algorithm>
#include <cmath>
#include <cstring>

#include "core/base/check.h"

namespace zscope {

namespace {

constexpr std::size_t kBytesPerPixel = 4;

ImageRgba8 black_image(int width, int height) {
    ImageRgba8 image{width, height, {}};
    image.pixels.resize(kBytesPerPixel * static_cast<std::size_t>(width) *
                        static_cast<std::size_t>(height));
    for (std::size_t i = 3; i < image.pixels.size(); i += kBytesPerPixel)
        image.pixels[i] = 255;
    return image;
}

std::uint8_t* pixel_at(ImageRgba8& image, int x, int y) {
    return image.pixels.data() +
           kBytesPerPixel * (static_cast<std::size_t>(y) * static_cast<std::size_t>(image.width) +
                             static_cast<std::size_t>(x));
}

// Each pixel of `tile` becomes scale×scale pixels of `sheet`, from (left, top) on.
void paste(const ImageRgba8& tile, int left, int top, int scale, ImageRgba8& sheet) {
    const std::size_t row_bytes =
        kBytesPerPixel * static_cast<std::size_t>(tile.width) * static_cast<std::size_t>(scale);
    for (int y = 0; y < tile.height; ++y) {
        std::uint8_t* const first_row = pixel_at(sheet, left, top + y * scale);
        const std::uint8_t* source = tile.pixels.data() + kBytesPerPixel *
                                                              static_cast<std::size_t>(y) *
                                                              static_cast<std::size_t>(tile.width);
        std::uint8_t* target = first_row;
        for (int x = 0; x < tile.width; ++x, source += kBytesPerPixel) {
            for (int copy = 0; copy < scale; ++copy, target += kBytesPerPixel) {
                std::memcpy(target, source, kBytesPerPixel);
            }
        }
        for (int copy = 1; copy < scale; ++copy) {
            std::memcpy(pixel_at(sheet, left, top + y * scale + copy), first_row, row_bytes);
        }
    }
}

// The size of the tiles that are there; null if there is none.
const ImageRgba8* tile_model(std::span<const std::shared_ptr<const ImageRgba8>> tiles) {
    const ImageRgba8* model = nullptr;
    for (const auto& tile : tiles) {
        if (!tile) continue;
        if (model == nullptr) model = tile.get();
        ZSCOPE_CHECK(tile->width == model->width && tile->height == model->height,
                     "a tile of {}x{} beside one of {}x{}", tile->width, tile->height, model->width,
                     model->height);
    }
    return model;
}

}  // namespace

std::uint8_t to_byte(float x) {
    const double level = std::floor((static_cast<double>(x) + 1.0) * 127.5 + 0.5);
    if (!(level > 0.0)) return 0;  // NaN too
    return static_cast<std::uint8_t>(std::min(level, 255.0));
}

ImageRgba8 image_from_planes(std::span<const float> planes, int channels, int size) {
    ZSCOPE_CHECK(channels == 1 || channels == 3, "{} channels", channels);
    ZSCOPE_CHECK(size > 0, "size {}", size);
    const std::size_t area = static_cast<std::size_t>(size) * static_cast<std::size_t>(size);
    ZSCOPE_CHECK(planes.size() == area * static_cast<std::size_t>(channels), "{} against {}x{}x{}",
                 planes.size(), channels, size, size);
    ImageRgba8 image = black_image(size, size);
    for (std::size_t i = 0; i < area; ++i) {
        for (std::size_t c = 0; c < 3; ++c) {
            const std::size_t plane = channels == 3 ? c : 0;
            image.pixels[kBytesPerPixel * i + c] = to_byte(planes[plane * area + i]);
        }
    }
    return image;
}

ImageRgba8 make_grid(std::span<const std::shared_ptr<const ImageRgba8>> tiles,
                     const GridLayout& layout) {
    ZSCOPE_CHECK(layout.columns >= 1 && layout.padding >= 0 && layout.scale >= 1,
                 "columns {}, padding {}, scale {}", layout.columns, layout.padding, layout.scale);
    const ImageRgba8* const model = tile_model(tiles);
    if (model == nullptr) return {};
    const int count = static_cast<int>(tiles.size());
    const int columns = std::min(layout.columns, count);
    const int rows = (count + columns - 1) / columns;
    const int step_x = model->width * layout.scale + layout.padding;
    const int step_y = model->height * layout.scale + layout.padding;
    ImageRgba8 sheet =
        black_image(columns * step_x + layout.padding, rows * step_y + layout.padding);
    for (int i = 0; i < count; ++i) {
        const auto& tile = tiles[static_cast<std::size_t>(i)];
        if (!tile) continue;
        paste(*tile, layout.padding + i % columns * step_x, layout.padding + i / columns * step_y,
              layout.scale, sheet);
    }
    return sheet;
}

int square_columns(int count) {
    int columns = 1;
    while (columns * columns < count)
        ++columns;
    return columns;
}

}  // namespace zscope
