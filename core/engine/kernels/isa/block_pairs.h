// SPDX-License-Identifier: MIT
#pragma once

#include "core/engine/kernels/args.h"
#include "core/engine/kernels/isa/vec.h"

namespace zscope::kernels {
namespace {

// The same products, from the same operands, with AVX-512's dot product of bf16 pairs: for
// processors that have it and no AMX.
struct PairBlock {
    using Element = bf16;
    static constexpr bool kByChunks = false;
    static constexpr bool kPaired = true;

    ZSCOPE_INLINE void begin() {}
    ZSCOPE_INLINE void end() {}

    ZSCOPE_INLINE void product(const BlockTerms& t, const bf16* a, const bf16* b, bool half,
                               bool add, float* c) {
        for (std::int64_t row = 0; row < 32; row += 8) {
            const bf16* rows = a + (row >= 16 ? t.a_lower : 0) + (row % 16) * t.a_row;
            if (half) {
                strip<1>(t, rows, b, add, c + row * 32);
            } else {
                strip<2>(t, rows, b, add, c + row * 32);
            }
        }
    }

  private:
    // Eight rows of the block, 16 columns a vector.
    template <int kVectors>
    ZSCOPE_INLINE void strip(const BlockTerms& t, const bf16* a, const bf16* b, bool add,
                             float* c) {
        // Unrolled, or the sums would lie in memory.
        __m512 sum[8][kVectors];
#pragma GCC unroll 8
        for (std::int64_t r = 0; r < 8; ++r) {
#pragma GCC unroll 2
            for (std::int64_t v = 0; v < kVectors; ++v)
                sum[r][v] = add ? _mm512_loadu_ps(c + r * 32 + v * 16) : _mm512_setzero_ps();
        }
        for (std::int64_t i = 0; i < t.count; ++i) {
            const bf16* ai = a + t.a[i];
            const bf16* bi = b + t.b[i];
            for (std::int64_t k = 0; k < t.k_tiles; ++k, ai += t.a_k, bi += t.b_k) {
                for (std::int64_t pair = 0; pair < 16; ++pair) {
                    __m512bh columns[kVectors];
#pragma GCC unroll 2
                    for (std::int64_t v = 0; v < kVectors; ++v) {
                        __builtin_memcpy(&columns[v], bi + v * kTile + pair * 32, 64);
                    }
#pragma GCC unroll 8
                    for (std::int64_t r = 0; r < 8; ++r) {
                        std::int32_t two;
                        __builtin_memcpy(&two, ai + r * t.a_row + 2 * pair, sizeof(two));
                        const __m512i both = _mm512_set1_epi32(two);
#pragma GCC unroll 2
                        for (std::int64_t v = 0; v < kVectors; ++v) {
                            sum[r][v] = _mm512_dpbf16_ps(
                                sum[r][v], reinterpret_cast<__m512bh>(both), columns[v]);
                        }
                    }
                }
            }
        }
#pragma GCC unroll 8
        for (std::int64_t r = 0; r < 8; ++r) {
#pragma GCC unroll 2
            for (std::int64_t v = 0; v < kVectors; ++v)
                _mm512_storeu_ps(c + r * 32 + v * 16, sum[r][v]);
        }
    }
};

}  // namespace
}  // namespace zscope::kernels
