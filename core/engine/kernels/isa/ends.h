// SPDX-License-Identifier: MIT
#pragma once

#include "core/engine/kernels/isa/store.h"

// The two ends of the networks: images, whose few channels are gathered into patches, and D's last
// layer, which makes one number of an image.
namespace zscope::kernels {
namespace {

// One row of patches: four rows of the kernel, 16 numbers each, two in a tile.
template <class T>
ZSCOPE_INLINE void patch_row(const float* image, std::int64_t image_row, T* row) {
    store16(row, load16(image));
    store16(row + 16, load16(image + image_row));
    store16(row + kTile, load16(image + 2 * image_row));
    store16(row + kTile + 16, load16(image + 3 * image_row));
}

template <class Block>
void patches(const PatchArgs& args, int part, int parts) {
    using T = typename Block::Element;
    const MapsShape& shape = args.shape;
    const std::int64_t tiles = shape.channel_tiles();
    const std::int64_t image_row = (args.image_side + 2) * args.image_channels;
    const std::int64_t last = shape.pixels() * (part + 1) / parts;
    for (std::int64_t pixel = shape.pixels() * part / parts; pixel < last; ++pixel) {
        const std::int64_t y = pixel / shape.side, x = pixel % shape.side;
        for (std::int64_t image = 0; image < shape.images; ++image) {
            const float* from = args.image + (image * (args.image_side + 2) + 2 * y) * image_row +
                                2 * x * args.image_channels;
            T* to = upper_tile<T>(args.maps, shape, {pixel, image / 32, 0}) +
                    (image / 16 % 2) * tiles * kTile + (image % 16) * 32;
            patch_row(from, image_row, to);
        }
        if (args.form == nullptr) continue;
        for (std::int64_t images = 0; images < shape.image_tiles() / 2; ++images) {
            for (std::int64_t block = 0; block < tiles; ++block) {
                const T* tile = upper_tile<T>(args.maps, shape, {pixel, images, block});
                emit_form(tile, tile + tiles * kTile, shape, pixel, images, block, Form::big,
                          static_cast<T*>(args.form));
            }
        }
    }
}

template <class Block>
void take(const TakeArgs& args, int part, int parts) {
    using T = typename Block::Element;
    const MapsShape& shape = args.shape;
    const std::int64_t lower = shape.channel_tiles() * kTile;
    alignas(64) float row[32];
    const std::int64_t last = shape.channel_tiles() * (part + 1) / parts;
    for (std::int64_t block = shape.channel_tiles() * part / parts; block < last; ++block) {
        for (std::int64_t images = 0; images < shape.image_tiles() / 2; ++images) {
            T* tile = upper_tile<T>(args.maps, shape, {0, images, block});
            for (std::int64_t i = 0; i < 32 && images * 32 + i < shape.images; ++i) {
                const float* from = args.values + (images * 32 + i) * shape.channels + block * 32;
                for (std::int64_t c = 0; c < 32; ++c)
                    row[c] = block * 32 + c < shape.channels ? from[c] : 0.0F;
                T* to = tile + (i / 16) * lower + (i % 16) * 32;
                store16(to, load16(row));
                store16(to + 16, load16(row + 16));
            }
            if (args.form == nullptr) continue;
            emit_form(tile, tile + lower, shape, 0, images, block, Form::small,
                      static_cast<T*>(args.form));
        }
    }
}

// A channel block of the head's weights at a pixel, zeros beyond the last channel.
ZSCOPE_INLINE void head_weights_of(const HeadArgs& args, std::int64_t pixel, std::int64_t block,
                                   float* w) {
    for (std::int64_t i = 0; i < 32; ++i) {
        const std::int64_t channel = block * 32 + i;
        w[i] = channel < args.shape.channels ? args.weights[pixel * args.shape.channels + channel]
                                             : 0.0F;
    }
}

template <class Block>
void head_forward(const HeadArgs& args, int part, int parts) {
    using T = typename Block::Element;
    const MapsShape& shape = args.shape;
    alignas(64) float w[32], sums[16];
    const std::int64_t last = shape.pixels() * (part + 1) / parts;
    for (std::int64_t pixel = shape.pixels() * part / parts; pixel < last; ++pixel) {
        for (std::int64_t block = 0; block < shape.channel_tiles(); ++block) {
            head_weights_of(args, pixel, block, w);
            for (std::int64_t image = 0; image < shape.images; ++image) {
                const T* x =
                    upper_tile<T>(const_cast<void*>(args.maps), shape, {pixel, image / 32, block}) +
                    (image / 16 % 2) * shape.channel_tiles() * kTile + (image % 16) * 32;
                store16(sums, load16(x) * load16(w) + load16(x + 16) * load16(w + 16));
                float sum = 0.0F;
                for (const float s : sums)
                    sum += s;
                args.logits[image] += sum;
            }
        }
    }
}

template <class Block>
void head_backward(const HeadArgs& args, int part, int parts) {
    using T = typename Block::Element;
    const MapsShape& shape = args.shape;
    alignas(64) float w[32], c[32 * 32];
    const std::int64_t last = shape.pixels() * (part + 1) / parts;
    for (std::int64_t pixel = shape.pixels() * part / parts; pixel < last; ++pixel) {
        for (std::int64_t images = 0; images < shape.image_tiles() / 2; ++images) {
            for (std::int64_t block = 0; block < shape.channel_tiles(); ++block) {
                head_weights_of(args, pixel, block, w);
                for (std::int64_t i = 0; i < 32; ++i) {
                    const float g = args.gradients[images * 32 + i];
                    store16(c + i * 32, load16(w) * g);
                    store16(c + i * 32 + 16, load16(w + 16) * g);
                }
                store_block<T>(args.output, {pixel, images, block}, shape.images, c);
            }
        }
    }
}

template <class Block>
void head_weights(const HeadArgs& args, int part, int parts) {
    using T = typename Block::Element;
    const MapsShape& shape = args.shape;
    const std::int64_t last = shape.pixels() * (part + 1) / parts;
    for (std::int64_t pixel = shape.pixels() * part / parts; pixel < last; ++pixel) {
        for (std::int64_t block = 0; block < shape.channel_tiles(); ++block) {
            v16 low = splat(0.0F), high = splat(0.0F);
            for (std::int64_t image = 0; image < shape.images; ++image) {
                const T* x =
                    upper_tile<T>(const_cast<void*>(args.maps), shape, {pixel, image / 32, block}) +
                    (image / 16 % 2) * shape.channel_tiles() * kTile + (image % 16) * 32;
                const float g = args.gradients[image];
                low += load16(x) * g;
                high += load16(x + 16) * g;
            }
            alignas(64) float sums[32];
            store16(sums, low);
            store16(sums + 16, high);
            float* to = args.weight_gradient + pixel * shape.channels + block * 32;
            for (std::int64_t i = 0; i < 32 && block * 32 + i < shape.channels; ++i)
                to[i] = args.add ? to[i] + sums[i] : sums[i];
        }
    }
}

}  // namespace
}  // namespace zscope::kernels
