// SPDX-License-Identifier: MIT
#pragma once

// For the files of this folder only: each is compiled for one instruction set, so everything here
// has internal linkage and nothing of the standard library is called. A function shared between
// them could be the one that an older processor does not understand.

#include <immintrin.h>

#include <cstdint>

#include "core/engine/kernels/layout.h"

#define ZSCOPE_INLINE static inline __attribute__((always_inline))

namespace zscope::kernels {
namespace {

// Sixteen numbers, and what a comparison of them gives: one register of AVX-512, two of AVX2. The
// compiler would split vectors by itself, but not well.
#ifdef __AVX512F__
using v16 __attribute__((vector_size(64))) = float;
using i16 __attribute__((vector_size(64))) = std::int32_t;
using u16v __attribute__((vector_size(64))) = std::uint32_t;
using h16 __attribute__((vector_size(32))) = std::uint16_t;

ZSCOPE_INLINE v16 splat(float x) {
    return v16{x, x, x, x, x, x, x, x, x, x, x, x, x, x, x, x};
}
ZSCOPE_INLINE v16 select(i16 condition, v16 yes, v16 no) {
    return reinterpret_cast<v16>((condition & reinterpret_cast<i16>(yes)) |
                                 (~condition & reinterpret_cast<i16>(no)));
}
ZSCOPE_INLINE v16 sqrt16(v16 x) {
    return reinterpret_cast<v16>(_mm512_sqrt_ps(reinterpret_cast<__m512>(x)));
}
// x · 2^n for whole n.
ZSCOPE_INLINE v16 times_power(v16 x, v16 n) {
    return x * reinterpret_cast<v16>((__builtin_convertvector(n, i16) + 127) << 23);
}
#else
using v8 __attribute__((vector_size(32))) = float;
using i8 __attribute__((vector_size(32))) = std::int32_t;
struct i16 {
    i8 a, b;
};
struct v16 {
    v8 a, b;
};

ZSCOPE_INLINE v16 splat(float x) {
    const v8 half = {x, x, x, x, x, x, x, x};
    return {half, half};
}
ZSCOPE_INLINE v16 operator+(v16 x, v16 y) {
    return {x.a + y.a, x.b + y.b};
}
ZSCOPE_INLINE v16 operator-(v16 x, v16 y) {
    return {x.a - y.a, x.b - y.b};
}
ZSCOPE_INLINE v16 operator*(v16 x, v16 y) {
    return {x.a * y.a, x.b * y.b};
}
ZSCOPE_INLINE v16 operator/(v16 x, v16 y) {
    return {x.a / y.a, x.b / y.b};
}
ZSCOPE_INLINE v16 operator+(v16 x, float y) {
    return x + splat(y);
}
ZSCOPE_INLINE v16 operator*(v16 x, float y) {
    return x * splat(y);
}
ZSCOPE_INLINE v16 operator*(float x, v16 y) {
    return splat(x) * y;
}
ZSCOPE_INLINE v16 operator-(float x, v16 y) {
    return splat(x) - y;
}
ZSCOPE_INLINE v16 operator/(float x, v16 y) {
    return splat(x) / y;
}
ZSCOPE_INLINE v16& operator+=(v16& x, v16 y) {
    return x = x + y;
}
ZSCOPE_INLINE i16 operator<(v16 x, v16 y) {
    return {x.a < y.a, x.b < y.b};
}
ZSCOPE_INLINE i16 operator>(v16 x, v16 y) {
    return {x.a > y.a, x.b > y.b};
}
ZSCOPE_INLINE i16 operator>(v16 x, float y) {
    return x > splat(y);
}
ZSCOPE_INLINE v16 select(i16 condition, v16 yes, v16 no) {
    return {reinterpret_cast<v8>(_mm256_blendv_ps(reinterpret_cast<__m256>(no.a),
                                                  reinterpret_cast<__m256>(yes.a),
                                                  reinterpret_cast<__m256>(condition.a))),
            reinterpret_cast<v8>(_mm256_blendv_ps(reinterpret_cast<__m256>(no.b),
                                                  reinterpret_cast<__m256>(yes.b),
                                                  reinterpret_cast<__m256>(condition.b)))};
}
ZSCOPE_INLINE v16 sqrt16(v16 x) {
    return {reinterpret_cast<v8>(_mm256_sqrt_ps(reinterpret_cast<__m256>(x.a))),
            reinterpret_cast<v8>(_mm256_sqrt_ps(reinterpret_cast<__m256>(x.b)))};
}
ZSCOPE_INLINE v16 times_power(v16 x, v16 n) {
    const i8 a = (__builtin_convertvector(n.a, i8) + 127) << 23;
    const i8 b = (__builtin_convertvector(n.b, i8) + 127) << 23;
    return x * v16{reinterpret_cast<v8>(a), reinterpret_cast<v8>(b)};
}
#endif

ZSCOPE_INLINE v16 load16(const float* p) {
    v16 x;
    __builtin_memcpy(&x, p, sizeof(x));
    return x;
}
ZSCOPE_INLINE void store16(float* p, v16 x) {
    __builtin_memcpy(p, &x, sizeof(x));
}

#ifdef __AVX512BF16__
ZSCOPE_INLINE v16 load16(const bf16* p) {
    h16 x;
    __builtin_memcpy(&x, p, sizeof(x));
    return reinterpret_cast<v16>(__builtin_convertvector(x, u16v) << 16);
}
ZSCOPE_INLINE void store16(bf16* p, v16 x) {
    const __m256bh half = _mm512_cvtneps_pbh(reinterpret_cast<__m512>(x));
    __builtin_memcpy(p, &half, sizeof(half));
}
#endif

ZSCOPE_INLINE v16 smaller(v16 a, v16 b) {
    return select(a < b, a, b);
}
ZSCOPE_INLINE v16 larger(v16 a, v16 b) {
    return select(a > b, a, b);
}

// e^x for −87 ≤ x ≤ 88, to about 2 units of the last place: 2^n · e^r with |r| ≤ ln 2 / 2, the
// polynomial being the series of e^r to the sixth power.
ZSCOPE_INLINE v16 exp16(v16 x) {
    const v16 shift = splat(12582912.0F);  // 1.5 · 2^23: adding it rounds to whole numbers
    const v16 n = (x * 1.44269504F + shift) - shift;
    const v16 r = (x - n * 0.693145752F) - n * 1.42860677e-6F;
    v16 p = splat(1.0F / 720.0F);
    p = p * r + 1.0F / 120.0F;
    p = p * r + 1.0F / 24.0F;
    p = p * r + 1.0F / 6.0F;
    p = p * r + 0.5F;
    p = p * r + 1.0F;
    p = p * r + 1.0F;
    return times_power(p, n);
}

// tanh x, absolute error below 2e-7.
ZSCOPE_INLINE v16 tanh16(v16 x) {
    const v16 bounded = larger(smaller(x, splat(10.0F)), splat(-10.0F));
    return 1.0F - 2.0F / (exp16(bounded * 2.0F) + 1.0F);
}

}  // namespace
}  // namespace zscope::kernels
