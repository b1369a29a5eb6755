// SPDX-License-Identifier: MIT
#pragma once

#include "core/engine/kernels/isa/store.h"

namespace zscope::kernels {
namespace {

constexpr int kMostTaps = 16;
constexpr std::int64_t kWeightBytes = 1 << 20;  // of packed weights that stay in the second cache

struct Taps {
    std::int64_t pixel[kMostTaps];  // of the input
    std::int64_t tap[kMostTaps];
    std::int64_t count = 0;
    ZSCOPE_INLINE void add(Taps& taps, std::int64_t pixel, std::int64_t tap) {
        taps.pixel[taps.count] = pixel;
        taps.tap[taps.count++] = tap;
    }
};

ZSCOPE_INLINE bool inside(std::int64_t i, std::int64_t side) {
    return i >= 0 && i < side;
}

// Which pixels of the input, with which tap of the kernel, make pixel (y, x) of the output.
ZSCOPE_INLINE Taps taps_down(Geometry geometry, std::int64_t y, std::int64_t x,
                             std::int64_t in_side) {
    Taps taps;
    if (geometry == Geometry::pointwise) {
        Taps::add(taps, y * in_side + x, 0);
        return taps;
    }
    const bool strided = geometry == Geometry::strided;
    for (std::int64_t ky = 0; ky < 4; ++ky) {
        for (std::int64_t kx = 0; kx < 4; ++kx) {
            const std::int64_t iy = strided ? 2 * y - 1 + ky : ky;
            const std::int64_t ix = strided ? 2 * x - 1 + kx : kx;
            if (!inside(iy, in_side) || !inside(ix, in_side)) continue;
            Taps::add(taps, iy * in_side + ix, ky * 4 + kx);
        }
    }
    return taps;
}

ZSCOPE_INLINE Taps taps_up(Geometry geometry, std::int64_t y, std::int64_t x,
                           std::int64_t in_side) {
    Taps taps;
    if (geometry == Geometry::full) {
        Taps::add(taps, 0, y * 4 + x);
        return taps;
    }
    if (geometry == Geometry::neighbours) {
        for (std::int64_t tap = 0; tap < 9; ++tap) {
            const std::int64_t iy = y + tap / 3 - 1, ix = x + tap % 3 - 1;
            if (!inside(iy, in_side) || !inside(ix, in_side)) continue;
            Taps::add(taps, iy * in_side + ix, tap);
        }
        return taps;
    }
    for (std::int64_t ky = (y + 1) % 2; ky < 4; ky += 2) {
        for (std::int64_t kx = (x + 1) % 2; kx < 4; kx += 2) {
            const std::int64_t iy = (y + 1 - ky) / 2, ix = (x + 1 - kx) / 2;
            if (y + 1 < ky || x + 1 < kx || iy >= in_side || ix >= in_side) continue;
            Taps::add(taps, iy * in_side + ix, ky * 4 + kx);
        }
    }
    return taps;
}

// The output pixel that comes i-th: stride 2 upwards goes through the four children of an input
// pixel, which share most of what they read.
ZSCOPE_INLINE std::int64_t pixel_in_order(const MultiplyArgs& args, std::int64_t i) {
    if (args.down || args.geometry != Geometry::strided) return i;
    const std::int64_t parent = i / 4, child = i % 4;
    const std::int64_t y = 2 * (parent / args.in.side) + child / 2;
    const std::int64_t x = 2 * (parent % args.in.side) + child % 2;
    return y * args.out_side + x;
}

ZSCOPE_INLINE Taps taps_of_pixel(const MultiplyArgs& args, std::int64_t pixel) {
    const std::int64_t y = pixel / args.out_side, x = pixel % args.out_side;
    return args.down ? taps_down(args.geometry, y, x, args.in.side)
                     : taps_up(args.geometry, y, x, args.in.side);
}

// A pixel of the output, and which blocks of its channels.
struct PixelWork {
    std::int64_t pixel = 0;
    std::int64_t first_column = 0, last_column = 0;
};

constexpr std::int64_t kRowsAtOnce = 4;                       // blocks of images
constexpr std::int64_t kPanelBytes = std::int64_t{24} << 10;  // of weights in the first-level cache

template <class Block>
ZSCOPE_INLINE std::int64_t terms_at_once(std::int64_t k_tiles, std::int64_t terms) {
    if (!Block::kByChunks) return terms;
    const auto bytes =
        k_tiles * 2 * kTile * static_cast<std::int64_t>(sizeof(typename Block::Element));
    return kPanelBytes / bytes < 1 ? 1 : kPanelBytes / bytes;
}

template <class Block>
ZSCOPE_INLINE void multiply_pixel(const MultiplyArgs& args, const PixelWork& work) {
    using T = typename Block::Element;
    const Taps taps = taps_of_pixel(args, work.pixel);
    const std::int64_t k_tiles = args.in.channel_tiles();
    std::int64_t a[kMostTaps], b[kMostTaps];
    for (std::int64_t i = 0; i < taps.count; ++i) {
        a[i] = taps.pixel[i] * args.in.pixel_stride();
        b[i] = taps.tap[i] * k_tiles * 2 * kTile;
    }
    BlockTerms terms = {.a = a,
                        .b = b,
                        .k_tiles = k_tiles,
                        .a_row = kTileColumns,
                        .a_lower = k_tiles * kTile,
                        .a_k = kTile,
                        .b_k = 2 * kTile,
                        .k_in_tile = kTileColumns,
                        .a_step = 1};
    const auto* input = static_cast<const T*>(args.input);
    const auto* weights = static_cast<const T*>(args.weights);
    const std::int64_t column_stride = taps_of(args.geometry) * k_tiles * 2 * kTile;
    const bool half = args.geometry == Geometry::neighbours;  // at most 16 columns
    const std::int64_t row_blocks = args.in.image_tiles() / 2;
    // A few blocks of images share the weights of a few taps, which stay in the first-level cache
    // meanwhile; their sums wait in memory of their own.
    const std::int64_t chunk = terms_at_once<Block>(k_tiles, taps.count);
    alignas(64) float c[kRowsAtOnce][32 * 32];
    for (std::int64_t column = work.first_column; column < work.last_column; ++column) {
        for (std::int64_t first = 0; first < row_blocks; first += kRowsAtOnce) {
            const std::int64_t left = row_blocks - first;
            const std::int64_t rows = left < kRowsAtOnce ? left : kRowsAtOnce;
            for (std::int64_t tap = 0; tap < taps.count; tap += chunk) {
                terms.a = a + tap;
                terms.b = b + tap;
                terms.count = taps.count - tap < chunk ? taps.count - tap : chunk;
                for (std::int64_t row = 0; row < rows; ++row) {
                    Block::product(terms, input + (first + row) * 2 * k_tiles * kTile,
                                   weights + column * column_stride, half, tap > 0, c[row]);
                }
            }
            for (std::int64_t row = 0; row < rows; ++row)
                store_block<T>(args.output, {work.pixel, first + row, column}, args.in.images,
                               c[row]);
        }
    }
}

// Columns of weights go in groups that fit the second-level cache, pixels within them.
template <class Block>
void multiply(const MultiplyArgs& args, int part, int parts) {
    using T = typename Block::Element;
    Block::begin();
    const std::int64_t columns = padded(args.out_channels) / kBlock;
    const auto column_bytes = static_cast<std::int64_t>(
        taps_of(args.geometry) * padded(args.in.channels) * kBlock * sizeof(T));
    std::int64_t group = kWeightBytes / column_bytes;
    if (group < 1) group = 1;
    if (group > columns) group = columns;
    const std::int64_t groups = (columns + group - 1) / group;
    const std::int64_t pixels = args.out_side * args.out_side;
    const std::int64_t first = groups * pixels * part / parts;
    const std::int64_t last = groups * pixels * (part + 1) / parts;
    PixelWork work;
    for (std::int64_t item = first; item < last; ++item) {
        work.pixel = pixel_in_order(args, item % pixels);
        work.first_column = item / pixels * group;
        work.last_column =
            work.first_column + group < columns ? work.first_column + group : columns;
        multiply_pixel<Block>(args, work);
    }
    Block::end();
}

}  // namespace
}  // namespace zscope::kernels
