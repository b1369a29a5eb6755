// SPDX-License-Identifier: MIT
#pragma once

#include "core/engine/kernels/args.h"
#include "core/engine/kernels/isa/vec.h"

namespace zscope::kernels {
namespace {

#ifdef __AVX512F__
using Fp32Vector = v16;
#else
using Fp32Vector = v8;
#endif
constexpr std::int64_t kLanes = sizeof(Fp32Vector) / sizeof(float);

ZSCOPE_INLINE Fp32Vector load_lanes(const float* p) {
    Fp32Vector x;
    __builtin_memcpy(&x, p, sizeof(x));
    return x;
}

ZSCOPE_INLINE Fp32Vector splat_lanes(float x) {
#ifdef __AVX512F__
    return splat(x);
#else
    return Fp32Vector{x, x, x, x, x, x, x, x};
#endif
}

// Products of 32 × 32 blocks in fp32: kRows rows at a time, kVectors registers wide, the sums in
// registers: 8 × 2 of AVX-512, 4 × 2 of AVX2.
template <int kRows, int kVectors>
struct Fp32Block {
    using Element = float;
    static constexpr bool kByChunks = false;
    static constexpr bool kPaired = false;

    ZSCOPE_INLINE void begin() {}
    ZSCOPE_INLINE void end() {}

    ZSCOPE_INLINE void product(const BlockTerms& t, const float* a, const float* b, bool half,
                               bool add, float* c) {
        // Tap by tap, so that the weights of a tap stay in the first-level cache for all rows.
        for (std::int64_t i = 0; i < t.count; ++i) {
            for (std::int64_t column = 0; column < (half ? 16 : 32); column += kLanes * kVectors) {
                for (std::int64_t row = 0; row < 32; row += kRows) {
                    const float* rows =
                        a + t.a[i] + (row >= 16 ? t.a_lower : 0) + (row % 16) * t.a_row;
                    float* out = c + row * 32 + column;
                    if (half && kLanes * kVectors > 16) {
                        strip<1>(t, rows, b + t.b[i] + column, add || i > 0, out);
                    } else {
                        strip<kVectors>(t, rows, b + t.b[i] + column, add || i > 0, out);
                    }
                }
            }
        }
        if (t.count == 0 && !add) __builtin_memset(c, 0, sizeof(float) * 32 * 32);
    }

  private:
    template <int kWide>
    ZSCOPE_INLINE void strip(const BlockTerms& t, const float* a, const float* b, bool add,
                             float* c) {
        // Unrolled, or the sums would lie in memory.
        Fp32Vector sum[kRows][kWide];
#pragma GCC unroll 8
        for (std::int64_t r = 0; r < kRows; ++r) {
#pragma GCC unroll 2
            for (std::int64_t v = 0; v < kWide; ++v)
                sum[r][v] = add ? load_lanes(c + r * 32 + v * kLanes) : Fp32Vector{};
        }
        for (std::int64_t tile = 0; tile < t.k_tiles; ++tile, a += t.a_k, b += t.b_k) {
            for (std::int64_t k = 0; k < t.k_in_tile; ++k) {
                Fp32Vector columns[kWide];
#pragma GCC unroll 2
                for (std::int64_t v = 0; v < kWide; ++v)
                    columns[v] = load_lanes(b + k * 32 + v * kLanes);
#pragma GCC unroll 8
                for (std::int64_t r = 0; r < kRows; ++r) {
                    const Fp32Vector x = splat_lanes(a[r * t.a_row + k * t.a_step]);
#pragma GCC unroll 2
                    for (std::int64_t v = 0; v < kWide; ++v)
                        sum[r][v] += x * columns[v];
                }
            }
        }
#pragma GCC unroll 8
        for (std::int64_t r = 0; r < kRows; ++r) {
#pragma GCC unroll 2
            for (std::int64_t v = 0; v < kWide; ++v)
                __builtin_memcpy(c + r * 32 + v * kLanes, &sum[r][v], sizeof(sum[r][v]));
        }
    }
};

}  // namespace
}  // namespace zscope::kernels
