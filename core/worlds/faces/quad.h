// SPDX-License-Identifier: MIT
#pragma once

#include <array>
#include <bit>
#include <cmath>
#include <cstdint>
#ifdef __SSE2__
#include <emmintrin.h>
#endif

namespace zscope::faces {

// The four samples of one pixel, computed together. Every operation is IEEE single precision with
// one rounding (the target is built with -ffp-contract=off), so that all machines draw the same
// bytes; there is no library function in the pixel loop, only + − × ÷ and square roots.
using Quad = float __attribute__((vector_size(16)));
using QuadMask = std::int32_t __attribute__((vector_size(16)));  // −1 where true, 0 where not

inline Quad quad(float value) {
    return Quad{value, value, value, value};
}

inline Quad select(QuadMask mask, Quad yes, Quad no) {
    return std::bit_cast<Quad>((std::bit_cast<QuadMask>(yes) & mask) |
                               (std::bit_cast<QuadMask>(no) & ~mask));
}

inline bool any(QuadMask mask) {
    const auto halves = std::bit_cast<std::array<std::int64_t, 2>>(mask);
    return (halves[0] | halves[1]) != 0;
}

inline Quad root(Quad value) {
#ifdef __SSE2__
    return _mm_sqrt_ps(value);
#else
    return Quad{std::sqrt(value[0]), std::sqrt(value[1]), std::sqrt(value[2]), std::sqrt(value[3])};
#endif
}

inline Quad smaller(Quad a, Quad b) {
#ifdef __SSE2__
    return _mm_min_ps(a, b);
#else
    return select(a < b, a, b);
#endif
}

inline Quad larger(Quad a, Quad b) {
#ifdef __SSE2__
    return _mm_max_ps(a, b);
#else
    return select(a > b, a, b);
#endif
}

inline Quad positive(Quad value) {
    return larger(value, quad(0.0F));
}

inline Quad magnitude(Quad value) {
    return larger(value, -value);
}

inline Quad unit_range(Quad value) {
    return larger(quad(0.0F), smaller(quad(1.0F), value));
}

// 0 below `low`, 1 above `high`, a smooth cubic between; falling where high < low.
inline Quad smooth(float low, float high, Quad value) {
    const Quad t = unit_range((value - low) * (1.0F / (high - low)));
    return t * t * (3.0F - 2.0F * t);
}

inline Quad mix(Quad a, Quad b, Quad t) {
    return a + (b - a) * t;
}

// A smooth hump: 1 where q = 0, 0 from q = 1 on. q is a squared distance.
inline Quad hump(Quad q) {
    const Quad rest = positive(1.0F - q);
    return rest * rest;
}

// A stand-in for the sine of 2πx made of parabolas: period 1, values in [−1, 1].
inline Quad wave(Quad x) {
    constexpr float kRounds = 12582912.0F;  // 1.5 · 2²³: adding it rounds to whole numbers
    const Quad t = x - ((x + kRounds) - kRounds);
    return 8.0F * t - 16.0F * t * magnitude(t);
}

template <class T>
struct Vec {
    T x, y, z;
};
using Vec3 = Vec<float>;
using VecQ = Vec<Quad>;  // four vectors or four linear RGB colours

inline VecQ spread(Vec3 v) {
    return {quad(v.x), quad(v.y), quad(v.z)};
}

template <class T>
Vec<T> operator+(Vec<T> a, Vec<T> b) {
    return {a.x + b.x, a.y + b.y, a.z + b.z};
}
template <class T>
Vec<T> operator-(Vec<T> a, Vec<T> b) {
    return {a.x - b.x, a.y - b.y, a.z - b.z};
}
template <class T>
Vec<T> operator*(Vec<T> a, Vec<T> b) {
    return {a.x * b.x, a.y * b.y, a.z * b.z};
}
template <class T>
Vec<T> operator*(Vec<T> a, T s) {
    return {a.x * s, a.y * s, a.z * s};
}
inline VecQ operator*(VecQ a, Vec3 b) {
    return {a.x * b.x, a.y * b.y, a.z * b.z};
}
inline VecQ operator*(VecQ a, float s) {
    return {a.x * s, a.y * s, a.z * s};
}
inline VecQ operator*(Vec3 a, Quad s) {
    return {a.x * s, a.y * s, a.z * s};
}
inline VecQ operator+(VecQ a, Vec3 b) {
    return {a.x + b.x, a.y + b.y, a.z + b.z};
}

template <class T>
T dot(Vec<T> a, Vec<T> b) {
    return a.x * b.x + a.y * b.y + a.z * b.z;
}
inline Quad dot(VecQ a, Vec3 b) {
    return a.x * b.x + a.y * b.y + a.z * b.z;
}

inline Vec3 cross(Vec3 a, Vec3 b) {
    return {a.y * b.z - a.z * b.y, a.z * b.x - a.x * b.z, a.x * b.y - a.y * b.x};
}
inline Vec3 normalized(Vec3 v) {
    return v * (1.0F / std::sqrt(dot(v, v)));
}
inline VecQ normalized(VecQ v) {
    return v * (1.0F / root(dot(v, v) + 1e-12F));
}

inline VecQ mix(VecQ a, VecQ b, Quad t) {
    return a + (b - a) * t;
}
inline VecQ mix(VecQ a, Vec3 b, Quad t) {
    return mix(a, spread(b), t);
}
inline Vec3 mix(Vec3 a, Vec3 b, float t) {
    return a + (b - a) * t;
}
inline VecQ select(QuadMask mask, VecQ yes, VecQ no) {
    return {select(mask, yes.x, no.x), select(mask, yes.y, no.y), select(mask, yes.z, no.z)};
}

// Sine and cosine of |angle| ≤ 1.2 radians, to 2e-6, from + and × only: the same on every machine.
inline float sine(float angle) {
    const float s = angle * angle;
    return angle * (1.0F - s / 6.0F * (1.0F - s / 20.0F * (1.0F - s / 42.0F * (1.0F - s / 72.0F))));
}
inline float cosine(float angle) {
    const float s = angle * angle;
    return 1.0F - s / 2.0F * (1.0F - s / 12.0F * (1.0F - s / 30.0F * (1.0F - s / 56.0F)));
}

// Three axes as the columns of a rotation: local → world is x·p.x + y·p.y + z·p.z.
struct Frame {
    Vec3 x{1, 0, 0}, y{0, 1, 0}, z{0, 0, 1};
};
inline Vec3 to_world(const Frame& f, Vec3 p) {
    return f.x * p.x + f.y * p.y + f.z * p.z;
}
inline Frame operator*(const Frame& outer, const Frame& inner) {
    return {to_world(outer, inner.x), to_world(outer, inner.y), to_world(outer, inner.z)};
}

}  // namespace zscope::faces
