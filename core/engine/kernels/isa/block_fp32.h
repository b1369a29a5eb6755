// SPDX-License-Identifier: MIT
#pragma once

#include "core/engine/kernels/args.h"
#include "core/engine/kernels/isa/vec.h"

namespace zscope::kernels {
namespace {

// Products of 32 × 32 blocks in fp32: kRows rows at a time, kVectors × 16 columns, the sums in
// registers. 8 × 2 fills the registers of AVX-512, 4 × 1 those of AVX2.
template <int kRows, int kVectors>
struct Fp32Block {
    using Element = float;
    static constexpr bool kPaired = false;

    ZSCOPE_INLINE void begin() {}
    ZSCOPE_INLINE void end() {}

    ZSCOPE_INLINE void product(const BlockTerms& t, const float* a, const float* b, bool half,
                               float* c) {
        // Tap by tap, so that the weights of a tap stay in the first-level cache for all rows.
        for (std::int64_t i = 0; i < t.count; ++i) {
            for (int column = 0; column < (half ? 16 : 32); column += 16 * kVectors) {
                for (int row = 0; row < 32; row += kRows) {
                    const float* rows = a + t.a[i] + (row >= 16 ? t.a_lower : 0) +
                                        (row % 16) * t.a_row;
                    float* out = c + row * 32 + column;
                    if (half && kVectors > 1) {
                        strip<1>(t, rows, b + t.b[i] + column, i > 0, out);
                    } else {
                        strip<kVectors>(t, rows, b + t.b[i] + column, i > 0, out);
                    }
                }
            }
        }
        if (t.count == 0) __builtin_memset(c, 0, sizeof(float) * 32 * 32);
    }

  private:
    template <int kWide>
    ZSCOPE_INLINE void strip(const BlockTerms& t, const float* a, const float* b, bool add,
                             float* c) {
        // Unrolled, or the sums would lie in memory.
        v16 sum[kRows][kWide];
#pragma GCC unroll 8
        for (int r = 0; r < kRows; ++r) {
#pragma GCC unroll 2
            for (int v = 0; v < kWide; ++v)
                sum[r][v] = add ? load16(c + r * 32 + v * 16) : v16{};
        }
        for (std::int64_t tile = 0; tile < t.k_tiles; ++tile, a += t.a_k, b += t.b_k) {
            for (int k = 0; k < t.k_in_tile; ++k) {
                v16 columns[kWide];
#pragma GCC unroll 2
                for (int v = 0; v < kWide; ++v)
                    columns[v] = load16(b + k * 32 + v * 16);
#pragma GCC unroll 8
                for (int r = 0; r < kRows; ++r) {
                    const v16 x = splat(a[r * t.a_row + k * t.a_step]);
#pragma GCC unroll 2
                    for (int v = 0; v < kWide; ++v)
                        sum[r][v] += x * columns[v];
                }
            }
        }
#pragma GCC unroll 8
        for (int r = 0; r < kRows; ++r) {
#pragma GCC unroll 2
            for (int v = 0; v < kWide; ++v)
                store16(c + r * 32 + v * 16, sum[r][v]);
        }
    }
};

}  // namespace
}  // namespace zscope::kernels
