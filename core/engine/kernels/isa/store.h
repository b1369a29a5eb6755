// SPDX-License-Identifier: MIT
#pragma once

#include "core/engine/kernels/args.h"
#include "core/engine/kernels/isa/forms.h"

// What becomes of a block while it is still in the first-level cache.
namespace zscope::kernels {
namespace {

// Where a block lies: images 32·`images` …, channels 32·`channels` … of `pixel`.
struct Place {
    std::int64_t pixel = 0;
    std::int64_t images = 0;
    std::int64_t channels = 0;
};

template <class T>
ZSCOPE_INLINE T* upper_tile(void* maps, const MapsShape& shape, const Place& at) {
    return static_cast<T*>(maps) + at.pixel * shape.pixel_stride() +
           (2 * at.images * shape.channel_tiles() + at.channels) * kTile;
}

// Sums over the 32 images of a block, added to those of the part. In fp32 within the block, in
// fp64 beyond: a layer has up to a million values a channel.
ZSCOPE_INLINE void add_sums(double* sums, v16 sum) {
    alignas(64) float values[16];
    store16(values, sum);
    for (std::int64_t i = 0; i < 16; ++i)
        sums[i] += static_cast<double>(values[i]);
}

template <class T>
ZSCOPE_INLINE void store_normed(const Output& o, const Place& at, const float* c) {
    T* tile = upper_tile<T>(o.maps, o.shape, at);
    const std::int64_t lower = o.shape.channel_tiles() * kTile;
    const std::int64_t channels = o.shape.channel_tiles() * kTileColumns;
    for (std::int64_t half = 0; half < 32; half += 16) {
        v16 sum = splat(0.0F), squares = splat(0.0F);
        for (std::int64_t row = 0; row < 32; ++row) {
            const v16 x = load16(c + row * 32 + half);
            sum += x;
            squares += x * x;
            store16(tile + (row / 16) * lower + (row % 16) * 32 + half, x);
        }
        double* sums = o.sums + at.channels * 32 + half;
        add_sums(sums, sum);
        add_sums(sums + channels, squares);
    }
}

template <class T>
ZSCOPE_INLINE void store_leaky(const Output& o, const Place& at, const float* c) {
    T* tile = upper_tile<T>(o.maps, o.shape, at);
    const std::int64_t lower = o.shape.channel_tiles() * kTile;
    for (std::int64_t row = 0; row < 32; ++row) {
        for (std::int64_t half = 0; half < 32; half += 16) {
            const v16 x = load16(c + row * 32 + half);
            store16(tile + (row / 16) * lower + (row % 16) * 32 + half, larger(x, x * o.slope));
        }
    }
    if (o.form != nullptr) {
        emit_form(tile, tile + lower, o.shape, at.pixel, at.images, at.channels, o.form_kind,
                  static_cast<T*>(o.form));
    }
}

template <class T>
ZSCOPE_INLINE void store_normed_gradient(const Output& o, const Place& at, const float* c) {
    T* tile = upper_tile<T>(o.maps, o.shape, at);
    const T* before = upper_tile<T>(const_cast<void*>(o.before), o.shape, at);
    const std::int64_t lower = o.shape.channel_tiles() * kTile;
    const std::int64_t channels = o.shape.channel_tiles() * kTileColumns;
    for (std::int64_t half = 0; half < 32; half += 16) {
        const std::int64_t channel = at.channels * 32 + half;
        const v16 scale = load16(o.scale + channel), shift = load16(o.shift + channel);
        const v16 mean = load16(o.mean + channel), inverse = load16(o.inverse_deviation + channel);
        v16 sum = splat(0.0F), products = splat(0.0F);
        for (std::int64_t row = 0; row < 32; ++row) {
            const std::int64_t offset = (row / 16) * lower + (row % 16) * 32 + half;
            const v16 y = load16(before + offset);
            const v16 g = load16(c + row * 32 + half);
            const v16 passed = select(y * scale + shift > 0.0F, g, g * o.slope);
            sum += passed;
            products += passed * ((y - mean) * inverse);
            store16(tile + offset, passed);
        }
        add_sums(o.sums + channel, sum);
        add_sums(o.sums + channels + channel, products);
    }
}

template <class T>
ZSCOPE_INLINE void store_leaky_gradient(const Output& o, const Place& at, const float* c) {
    T* tile = upper_tile<T>(o.maps, o.shape, at);
    const T* after = upper_tile<T>(const_cast<void*>(o.before), o.shape, at);
    const std::int64_t lower = o.shape.channel_tiles() * kTile;
    for (std::int64_t row = 0; row < 32; ++row) {
        for (std::int64_t half = 0; half < 32; half += 16) {
            const std::int64_t offset = (row / 16) * lower + (row % 16) * 32 + half;
            const v16 g = load16(c + row * 32 + half);
            store16(tile + offset, select(load16(after + offset) > 0.0F, g, g * o.slope));
        }
    }
    if (o.form != nullptr) {
        emit_form(tile, tile + lower, o.shape, at.pixel, at.images, at.channels, o.form_kind,
                  static_cast<T*>(o.form));
    }
}

// Columns 0 … of the block are (py, px, channel) of the 2 × 2 pixels that `pixel` became.
ZSCOPE_INLINE void store_image(const Output& o, const Place& at, std::int64_t images,
                               const float* c) {
    const std::int64_t small_side = o.image_side / 2, row = o.image_side + 2;
    const std::int64_t y = at.pixel / small_side, x = at.pixel % small_side;
    const std::int64_t run = 2 * o.image_channels;
    for (std::int64_t i = 0; i < 32 && at.images * 32 + i < images; ++i) {
        const std::int64_t image = at.images * 32 + i;
        alignas(64) float values[16];
        const v16 raw = load16(c + i * 32);
        store16(values, o.store == Store::image ? tanh16(raw) : raw);
        for (std::int64_t py = 0; py < 2; ++py) {
            const std::int64_t offset =
                ((image * row + 2 * y + py + 1) * row + 2 * x + 1) * o.image_channels;
            for (std::int64_t j = 0; j < run; ++j) {
                float value = values[py * run + j];
                if (o.store == Store::image_gradient) {
                    const float t = o.image_values[offset + j];
                    value *= 1.0F - t * t;
                }
                o.image[offset + j] = value;
            }
        }
    }
}

template <class T>
ZSCOPE_INLINE void store_block(const Output& o, const Place& at, std::int64_t images,
                               const float* c) {
    switch (o.store) {
        case Store::normed:
            return store_normed<T>(o, at, c);
        case Store::leaky:
            return store_leaky<T>(o, at, c);
        case Store::normed_gradient:
            return store_normed_gradient<T>(o, at, c);
        case Store::leaky_gradient:
            return store_leaky_gradient<T>(o, at, c);
        case Store::image:
        case Store::image_gradient:
        case Store::image_raw:
            return store_image(o, at, images, c);
    }
}

}  // namespace
}  // namespace zscope::kernels
