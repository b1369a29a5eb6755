// SPDX-License-Identifier: MIT
#pragma once

#include "core/engine/kernels/args.h"
#include "core/engine/kernels/isa/vec.h"

namespace zscope::kernels {
namespace {

template <class Block>
void rows(const RowsArgs& args) {
    using T = typename Block::Element;
    const std::int64_t channels = padded(args.channels);
    alignas(64) float few[16];
    for (std::int64_t row = 0; row < args.rows; ++row) {
        for (std::int64_t first = 0; first < channels; first += 16) {
            for (std::int64_t i = 0; i < 16; ++i) {
                const std::int64_t channel = first + i;
                few[i] =
                    channel < args.channels ? args.values[row * args.channels + channel] : 0.0F;
            }
            store16(static_cast<T*>(args.out) + row * channels + first, load16(few));
        }
    }
}

// The terms of one kind of output pixel, as distances from the row of its input pixel.
struct ExpandTerms {
    std::int64_t a[9];
    std::int64_t b[9];
    std::int64_t count = 0;
};

// How many rows there are, and where the first lies in the input.
struct ExpandRows {
    std::int64_t first = 0;
    std::int64_t count = 0;
};

ZSCOPE_INLINE ExpandRows expand_rows(const ExpandArgs& args) {
    if (args.geometry == Geometry::full) return {0, args.images};
    // From the first pixel to the last, with the borders between them: those are left out later.
    const std::int64_t wide = args.in_side + 2;
    return {(wide + 1) * args.images, ((args.in_side - 1) * wide + args.in_side) * args.images};
}

// strided: the four children of a pixel; full: the 16 pixels; neighbours: all children at once.
ZSCOPE_INLINE std::int64_t expand_kinds(Geometry geometry) {
    return geometry == Geometry::strided ? 4 : geometry == Geometry::full ? 16 : 1;
}

ZSCOPE_INLINE ExpandTerms expand_terms(const ExpandArgs& args, std::int64_t kind) {
    const std::int64_t pixel = args.images * padded(args.in_channels);
    const std::int64_t line = (args.in_side + 2) * pixel;
    const std::int64_t tap_weights = padded(args.in_channels) / kBlock * 2 * kTile;
    ExpandTerms terms;
    const auto add = [&](std::int64_t dy, std::int64_t dx, std::int64_t tap) {
        terms.a[terms.count] = dy * line + dx * pixel;
        terms.b[terms.count++] = tap * tap_weights;
    };
    if (args.geometry == Geometry::full) {
        add(0, 0, kind);
    } else if (args.geometry == Geometry::neighbours) {
        for (std::int64_t tap = 0; tap < 9; ++tap)
            add(tap / 3 - 1, tap % 3 - 1, tap);
    } else {  // y of the input for row ky of the kernel: (Y + 1 − ky) / 2 with Y = 2y + py
        const std::int64_t py = kind / 2, px = kind % 2;
        for (std::int64_t ky = 1 - py; ky < 4; ky += 2) {
            for (std::int64_t kx = 1 - px; kx < 4; kx += 2)
                add((py + 1 - ky) / 2, (px + 1 - kx) / 2, ky * 4 + kx);
        }
    }
    return terms;
}

// Where a row of products belongs.
struct ExpandPlace {
    bool inside = false;  // not of a border
    std::int64_t y = 0, x = 0, image = 0;
};
ZSCOPE_INLINE ExpandPlace expand_place(const ExpandArgs& args, std::int64_t row,
                                       std::int64_t kind) {
    if (args.geometry == Geometry::full) return {row < args.images, kind / 4, kind % 4, row};
    const std::int64_t wide = args.in_side + 2;
    const std::int64_t pixel = row / args.images;
    const std::int64_t y = pixel / wide, x = pixel % wide;
    return {y < args.in_side && x < args.in_side, y, x, row % args.images};
}

template <class T>
ZSCOPE_INLINE void expand_store(const ExpandArgs& args, std::int64_t first_row, std::int64_t kind,
                                std::int64_t column, const float* c) {
    const bool full = args.geometry == Geometry::full;
    const std::int64_t out_side = full ? 4 : 2 * args.in_side;
    const std::int64_t channels = padded(args.out_channels);
    v16 scale[2], shift[2];
    for (std::int64_t half = 0; half < 2; ++half) {
        scale[half] = load16(args.scale + column * 32 + half * 16);
        shift[half] = load16(args.shift + column * 32 + half * 16);
    }
    for (std::int64_t i = 0; i < 32; ++i) {
        const ExpandPlace at = expand_place(args, first_row + i, kind);
        if (!at.inside) continue;
        const std::int64_t y = full ? at.y : 2 * at.y + kind / 2;
        const std::int64_t x = full ? at.x : 2 * at.x + kind % 2;
        T* to = static_cast<T*>(args.output) +
                (((y + 1) * (out_side + 2) + x + 1) * args.images + at.image) * channels +
                column * 32;
        for (std::int64_t half = 0; half < 2; ++half) {
            const v16 v = load16(c + i * 32 + half * 16) * scale[half] + shift[half];
            store16(to + half * 16, larger(v, splat(0.0F)));
        }
    }
}

ZSCOPE_INLINE void expand_store_image(const ExpandArgs& args, std::int64_t first_row,
                                      const float* c) {
    const std::int64_t side = 2 * args.in_side;
    for (std::int64_t i = 0; i < 32; ++i) {
        const ExpandPlace at = expand_place(args, first_row + i, 0);
        if (!at.inside) continue;
        alignas(64) float values[16];
        store16(values, tanh16(load16(c + i * 32)));
        float* image = args.image + at.image * args.image_channels * side * side;
        for (std::int64_t child = 0; child < 4; ++child) {
            const std::int64_t pixel = (2 * at.y + child / 2) * side + 2 * at.x + child % 2;
            for (std::int64_t channel = 0; channel < args.image_channels; ++channel) {
                image[channel * side * side + pixel] =
                    values[child * args.image_channels + channel];
            }
        }
    }
}

// Columns first, so that each part reads its own share of the weights: for few images they are most
// of what is read. The sum of a row does not depend on its neighbours, so an image alone equals
// that image in a batch, bit for bit.
template <class Block>
void expand(const ExpandArgs& args, int part, int parts) {
    using T = typename Block::Element;
    Block::begin();
    const std::int64_t kinds = expand_kinds(args.geometry);
    const ExpandRows rows = expand_rows(args);
    const std::int64_t row_blocks = (rows.count + kBlock - 1) / kBlock;
    const std::int64_t columns = padded(args.out_channels) / kBlock;
    const std::int64_t in_channels = padded(args.in_channels);
    const std::int64_t k_tiles = in_channels / kBlock;
    const std::int64_t column_stride = taps_of(args.geometry) * k_tiles * 2 * kTile;
    const bool image = args.image != nullptr;
    const std::int64_t items = columns * kinds * row_blocks;
    alignas(64) float c[32 * 32];
    for (std::int64_t i = items * part / parts; i < items * (part + 1) / parts; ++i) {
        const std::int64_t row = i % row_blocks * kBlock;
        const std::int64_t kind = i / row_blocks % kinds, column = i / row_blocks / kinds;
        const ExpandTerms taps = expand_terms(args, kind);
        const BlockTerms terms = {.a = taps.a,
                                  .b = taps.b,
                                  .count = taps.count,
                                  .k_tiles = k_tiles,
                                  .a_row = in_channels,
                                  .a_lower = kTileRows * in_channels,
                                  .a_k = kTileColumns,
                                  .b_k = 2 * kTile,
                                  .k_in_tile = kTileColumns,
                                  .a_step = 1};
        Block::product(terms, static_cast<const T*>(args.input) + (rows.first + row) * in_channels,
                       static_cast<const T*>(args.weights) + column * column_stride, image, false,
                       c);
        if (image) {
            expand_store_image(args, row, c);
        } else {
            expand_store<T>(args, row, kind, column, c);
        }
    }
    Block::end();
}

}  // namespace
}  // namespace zscope::kernels
