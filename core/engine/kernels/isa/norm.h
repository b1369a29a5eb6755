// SPDX-License-Identifier: MIT
#pragma once

#include "core/engine/kernels/isa/store.h"

namespace zscope::kernels {
namespace {

template <class T, bool kForward>
ZSCOPE_INLINE void norm_tile(const NormArgs& args, const T* before, T* maps, std::int64_t channel,
                             std::int64_t rows) {
    for (int half = 0; half < 32; half += 16) {
        const v16 scale = load16(args.scale + channel + half);
        const v16 shift = load16(args.shift + channel + half);
        const v16 factor = kForward ? splat(0.0F) : load16(args.factor + channel + half);
        for (std::int64_t row = 0; row < rows; ++row) {
            const v16 y = load16(before + row * 32 + half);
            T* at = maps + row * 32 + half;
            if (kForward) {
                const v16 v = y * scale + shift;
                store16(at, larger(v, v * args.slope));
            } else {
                store16(at, load16(at) * scale + y * factor + shift);
            }
        }
    }
}

template <class T, bool kForward>
void norm_pixels(const NormArgs& args, std::int64_t first, std::int64_t last) {
    const MapsShape& shape = args.shape;
    const std::int64_t lower = shape.channel_tiles() * kTile;
    for (std::int64_t pixel = first; pixel < last; ++pixel) {
        for (std::int64_t images = 0; images < shape.image_tiles() / 2; ++images) {
            const std::int64_t left = shape.images - images * 32;
            for (std::int64_t block = 0; block < shape.channel_tiles(); ++block) {
                const Place at = {pixel, images, block};
                const T* y = upper_tile<T>(const_cast<void*>(args.before), shape, at);
                T* x = upper_tile<T>(args.maps, shape, at);
                norm_tile<T, kForward>(args, y, x, block * 32, left < 16 ? left : 16);
                if (left > 16) {
                    norm_tile<T, kForward>(args, y + lower, x + lower, block * 32,
                                           left < 32 ? left - 16 : 16);
                }
                if (args.form == nullptr) continue;
                emit_form(x, x + lower, shape, pixel, images, block, args.form_kind,
                          static_cast<T*>(args.form));
            }
        }
    }
}

template <class Block>
void norm(const NormArgs& args, int part, int parts) {
    using T = typename Block::Element;
    const std::int64_t first = args.shape.pixels() * part / parts;
    const std::int64_t last = args.shape.pixels() * (part + 1) / parts;
    if (args.factor == nullptr) {
        norm_pixels<T, true>(args, first, last);
    } else {
        norm_pixels<T, false>(args, first, last);
    }
}

}  // namespace
}  // namespace zscope::kernels
