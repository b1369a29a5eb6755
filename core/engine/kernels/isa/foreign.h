// SPDX-License-Identifier: MIT
#pragma once

#include "core/engine/kernels/isa/store.h"

// The way to a convolution of another library and back: out of the tiles, and from its result on.
namespace zscope::kernels {
namespace {

template <class Block>
void unblock(const UnblockArgs& args, int part, int parts) {
    using T = typename Block::Element;
    const MapsShape& shape = args.shape;
    const std::int64_t lower = shape.channel_tiles() * kTile;
    for (std::int64_t pixel = shape.pixels() * part / parts;
         pixel < shape.pixels() * (part + 1) / parts; ++pixel) {
        for (std::int64_t image = 0; image < shape.images; ++image) {
            T* to = static_cast<T*>(args.out) + (image * shape.pixels() + pixel) * shape.channels;
            for (std::int64_t block = 0; block < shape.channel_tiles(); ++block) {
                const T* from =
                    upper_tile<T>(const_cast<void*>(args.maps), shape, {pixel, image / 32, block}) +
                    (image / 16 % 2) * lower + (image % 16) * 32;
                const std::int64_t left = shape.channels - block * 32;
                __builtin_memcpy(to + block * 32, from,
                                 static_cast<std::size_t>(left < 32 ? left : 32) * sizeof(T));
            }
        }
    }
}

template <class Block>
void finish(const FinishArgs& args, int part, int parts) {
    using T = typename Block::Element;
    const std::int64_t pixels = args.out_side * args.out_side;
    const std::int64_t columns = padded(args.out_channels) / kBlock;
    const std::int64_t row_blocks = padded(args.images) / kBlock;
    alignas(64) float c[32 * 32];
    for (std::int64_t pixel = pixels * part / parts; pixel < pixels * (part + 1) / parts; ++pixel) {
        for (std::int64_t block = 0; block < columns * row_blocks; ++block) {
            const std::int64_t rows = block / columns, column = block % columns;
            const std::int64_t left = args.out_channels - column * 32;
            const std::int64_t width = left < 32 ? left : 32;
            __builtin_memset(c, 0, sizeof(c));
            for (std::int64_t i = 0; i < 32 && rows * 32 + i < args.images; ++i) {
                const float* from = args.values +
                                    ((rows * 32 + i) * pixels + pixel) * args.out_channels +
                                    column * 32;
                __builtin_memcpy(c + i * 32, from, static_cast<std::size_t>(width) * sizeof(float));
            }
            store_block<T>(args.output, {pixel, rows, column}, args.images, c);
        }
    }
}

}  // namespace
}  // namespace zscope::kernels
