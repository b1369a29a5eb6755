// SPDX-License-Identifier: MIT
#pragma once

#include "core/engine/kernels/args.h"
#include "core/engine/kernels/isa/vec.h"

// Operands of a weight gradient, whose sum runs over images: matrix units want the left one with
// the images of a channel in a row, the right one with two images of a channel side by side.
namespace zscope::kernels {
namespace {

#ifdef __AVX512BF16__
// Two rows of 16 bf16 → (row0[0], row1[0], row0[1], …).
ZSCOPE_INLINE u16v interleave(const bf16* row0, const bf16* row1) {
    h16 first, second;
    __builtin_memcpy(&first, row0, sizeof(first));
    __builtin_memcpy(&second, row1, sizeof(second));
    return __builtin_convertvector(first, u16v) | (__builtin_convertvector(second, u16v) << 16);
}

// 16 × 16 numbers of 32 bits: pairs, quadruples, eights and halves change places.
ZSCOPE_INLINE void transpose(u16v (&x)[16]) {
    __m512i a[16], b[16];
    for (std::int64_t i = 0; i < 16; ++i)
        a[i] = reinterpret_cast<__m512i>(x[i]);
    for (std::int64_t i = 0; i < 16; i += 2) {
        b[i] = _mm512_unpacklo_epi32(a[i], a[i + 1]);
        b[i + 1] = _mm512_unpackhi_epi32(a[i], a[i + 1]);
    }
    for (std::int64_t i = 0; i < 16; i += 4) {
        a[i] = _mm512_unpacklo_epi64(b[i], b[i + 2]);
        a[i + 1] = _mm512_unpackhi_epi64(b[i], b[i + 2]);
        a[i + 2] = _mm512_unpacklo_epi64(b[i + 1], b[i + 3]);
        a[i + 3] = _mm512_unpackhi_epi64(b[i + 1], b[i + 3]);
    }
    // a[4j + i] holds, in its quarter q, rows 4j … 4j + 3 of column 4q + i.
    for (std::int64_t i = 0; i < 4; ++i) {
        const __m512i low0 = _mm512_shuffle_i32x4(a[i], a[4 + i], 0x88);
        const __m512i low1 = _mm512_shuffle_i32x4(a[8 + i], a[12 + i], 0x88);
        const __m512i high0 = _mm512_shuffle_i32x4(a[i], a[4 + i], 0xDD);
        const __m512i high1 = _mm512_shuffle_i32x4(a[8 + i], a[12 + i], 0xDD);
        x[i] = reinterpret_cast<u16v>(_mm512_shuffle_i32x4(low0, low1, 0x88));
        x[8 + i] = reinterpret_cast<u16v>(_mm512_shuffle_i32x4(low0, low1, 0xDD));
        x[4 + i] = reinterpret_cast<u16v>(_mm512_shuffle_i32x4(high0, high1, 0x88));
        x[12 + i] = reinterpret_cast<u16v>(_mm512_shuffle_i32x4(high0, high1, 0xDD));
    }
}

// The block of images 32·`images` … and channels 32·`channels` … of `pixel`, whose two tiles are
// `upper` and `lower`, into an operand made for `shape`.
ZSCOPE_INLINE void emit_form(const bf16* upper, const bf16* lower, const MapsShape& shape,
                             std::int64_t pixel, std::int64_t images, std::int64_t channels,
                             Form kind, bf16* form) {
    const std::int64_t image_blocks = shape.image_tiles() / 2;
    bf16* out = form + pixel * shape.pixel_stride();
    for (std::int64_t half = 0; half < 2; ++half) {
        u16v rows[16];
        for (std::int64_t pair = 0; pair < 16; ++pair) {
            const bf16* tile = (pair < 8 ? upper : lower) + (2 * pair % 16) * 32 + half * 16;
            rows[pair] = interleave(tile, tile + 32);
        }
        bf16* to;
        if (kind == Form::small) {
            transpose(rows);
            to = out + ((2 * channels + half) * image_blocks + images) * kTile;
        } else {
            to = out + ((channels * image_blocks + images) * 2 + half) * kTile;
        }
        for (std::int64_t i = 0; i < 16; ++i)
            __builtin_memcpy(to + i * 32, &rows[i], sizeof(rows[i]));
    }
}
#endif
// fp32 kernels read the maps themselves.
ZSCOPE_INLINE void emit_form(const float*, const float*, const MapsShape&, std::int64_t,
                             std::int64_t, std::int64_t, Form, float*) {}

}  // namespace
}  // namespace zscope::kernels
