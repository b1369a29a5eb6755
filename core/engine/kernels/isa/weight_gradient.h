// SPDX-License-Identifier: MIT
#pragma once

#include "core/engine/kernels/isa/multiply.h"

namespace zscope::kernels {
namespace {

constexpr std::int64_t kOperandBytes = 1 << 20;  // of the big operand, in the second-level cache
constexpr std::int64_t kMostPixels = 256;        // of a small map that are summed at once

// Stride 2 splits the pixels of the big map into four classes, odd and even by row and column; each
// tap reads one of them.
ZSCOPE_INLINE std::int64_t classes_of(Geometry geometry) {
    return geometry == Geometry::pointwise ? 1 : 4;
}

// Pixels of the small map that are summed into a block before it is added to the gradient.
template <class T>
ZSCOPE_INLINE std::int64_t pixels_at_once(const WeightGradientArgs& args) {
    const auto bytes = static_cast<std::int64_t>(padded(args.big.channels) *
                                                 padded(args.small.images) * sizeof(T));
    std::int64_t pixels = kOperandBytes / bytes;
    if (pixels < 4) pixels = 4;
    if (pixels > kMostPixels) pixels = kMostPixels;
    return pixels;
}

// The pixel of the big map that `tap` puts onto a pixel of the small one, or −1.
ZSCOPE_INLINE std::int64_t big_pixel(const WeightGradientArgs& args, std::int64_t small,
                                     std::int64_t tap) {
    if (args.geometry == Geometry::pointwise) return small;
    if (args.geometry == Geometry::full) return tap;
    const std::int64_t y = 2 * (small / args.small.side) - 1 + tap / 4;
    const std::int64_t x = 2 * (small % args.small.side) - 1 + tap % 4;
    if (!inside(y, args.big.side) || !inside(x, args.big.side)) return -1;
    return y * args.big.side + x;
}

template <class Block>
ZSCOPE_INLINE BlockTerms gradient_terms(const WeightGradientArgs& args, const std::int64_t* a,
                                        const std::int64_t* b, std::int64_t count) {
    BlockTerms terms = {.a = a, .b = b, .count = count};
    if (Block::kPaired) {
        terms.k_tiles = args.small.image_tiles() / 2;
        terms.a_row = kTileColumns;
        terms.a_lower = terms.k_tiles * kTile;
        terms.a_k = kTile;
        terms.b_k = 2 * kTile;
    } else {  // the maps as they are: a row of the left operand is a channel, its k the images
        terms.k_tiles = args.small.image_tiles();
        terms.a_row = 1;
        terms.a_lower = kTileRows;
        terms.a_k = args.small.channel_tiles() * kTile;
        terms.b_k = args.big.channel_tiles() * kTile;
        terms.k_in_tile = kTileRows;
        terms.a_step = kTileColumns;
    }
    return terms;
}

// A block of sums into the gradient, or added to what is there.
ZSCOPE_INLINE void add_columns(const WeightGradientArgs& args, std::int64_t row_block,
                               std::int64_t tap, std::int64_t column, bool add, const float* c) {
    const std::int64_t row_stride = taps_of(args.geometry) * args.big.channels;
    const std::int64_t left = args.big.channels - column * kBlock;
    const std::int64_t width = left < kBlock ? left : kBlock;
    for (std::int64_t i = 0; i < kBlock && row_block * kBlock + i < args.small.channels; ++i) {
        float* to = args.gradient + (row_block * kBlock + i) * row_stride +
                    tap * args.big.channels + column * kBlock;
        for (std::int64_t j = 0; j < width; ++j)
            to[j] = add ? to[j] + c[i * kBlock + j] : c[i * kBlock + j];
    }
}

// The same for patches: two rows of the kernel, without the columns that no weight meets.
ZSCOPE_INLINE void add_patch_columns(const WeightGradientArgs& args, std::int64_t row_block,
                                     std::int64_t column, bool add, const float* c) {
    const std::int64_t run = 4 * args.image_channels;
    for (std::int64_t i = 0; i < kBlock && row_block * kBlock + i < args.small.channels; ++i) {
        for (std::int64_t ky = 2 * column; ky < 2 * column + 2; ++ky) {
            float* to = args.gradient + (row_block * kBlock + i) * 4 * run + ky * run;
            const float* from = c + i * kBlock + ky % 2 * 16;
            for (std::int64_t j = 0; j < run; ++j)
                to[j] = add ? to[j] + from[j] : from[j];
        }
    }
}

// Rows `first_row` … of the gradient of one tap, 32 of them, for all channels of the big map.
template <class Block>
ZSCOPE_INLINE void gradient_rows(const WeightGradientArgs& args, std::int64_t row_block,
                                 std::int64_t tap, std::int64_t first_pixel,
                                 std::int64_t last_pixel) {
    using T = typename Block::Element;
    std::int64_t a[kMostPixels], b[kMostPixels];
    std::int64_t count = 0;
    for (std::int64_t pixel = first_pixel; pixel < last_pixel; ++pixel) {
        const std::int64_t big = big_pixel(args, pixel, tap);
        if (big < 0) continue;
        a[count] = pixel * args.small.pixel_stride();
        b[count++] = big * args.big.pixel_stride();
    }
    const BlockTerms terms = gradient_terms<Block>(args, a, b, count);
    // From one block of channels to the next: paired operands hold all images of it together.
    const std::int64_t per_block = Block::kPaired ? args.small.image_tiles() * kTile : kTile;
    const auto* small = static_cast<const T*>(args.small_operand) + row_block * per_block;
    const auto* big = static_cast<const T*>(args.big_operand);
    const bool add = args.add || first_pixel > 0;
    alignas(64) float c[32 * 32];
    for (std::int64_t column = 0; column < args.big.channel_tiles(); ++column) {
        Block::product(terms, small, big + column * per_block, false, false, c);
        if (args.geometry == Geometry::pointwise) {
            add_patch_columns(args, row_block, column, add, c);
        } else {
            add_columns(args, row_block, tap, column, add, c);
        }
    }
}

// Parts take (class, rows) pairs, so that each reads its own share of the big operand; all go
// through the pixels in the same order, so the sums do not depend on the number of parts.
template <class Block>
void weight_gradient(const WeightGradientArgs& args, int part, int parts) {
    Block::begin();
    const std::int64_t row_blocks = args.small.channel_tiles();
    const std::int64_t classes = classes_of(args.geometry);
    const std::int64_t taps = taps_of(args.geometry) / classes;
    const std::int64_t first = classes * row_blocks * part / parts;
    const std::int64_t last = classes * row_blocks * (part + 1) / parts;
    const std::int64_t pixels = args.small.pixels();
    const std::int64_t step = pixels_at_once<typename Block::Element>(args);
    for (std::int64_t pixel = 0; pixel < pixels; pixel += step) {
        const std::int64_t end = pixel + step < pixels ? pixel + step : pixels;
        for (std::int64_t item = first; item < last; ++item) {
            const std::int64_t of_class = item / row_blocks;
            for (std::int64_t i = 0; i < taps; ++i) {
                const std::int64_t ky = of_class / 2 + i / 2 * 2, kx = of_class % 2 + i % 2 * 2;
                gradient_rows<Block>(args, item % row_blocks, taps == 1 ? 0 : ky * 4 + kx, pixel,
                                     end);
            }
        }
    }
    Block::end();
}

}  // namespace
}  // namespace zscope::kernels
