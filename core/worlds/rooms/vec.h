// SPDX-License-Identifier: MIT
#pragma once

#include <cmath>
#include <cstdint>

namespace zscope::rooms {

// A point or direction in the room (metres; x to the right, y up, z from the back wall towards the
// camera; the back wall is z = 0, the floor y = 0, x = 0 the middle), or a colour in linear light.
struct Vec {
    float x = 0.0F, y = 0.0F, z = 0.0F;
};
using Colour = Vec;

constexpr Vec operator+(Vec a, Vec b) {
    return {a.x + b.x, a.y + b.y, a.z + b.z};
}
constexpr Vec operator-(Vec a, Vec b) {
    return {a.x - b.x, a.y - b.y, a.z - b.z};
}
constexpr Vec operator*(Vec a, Vec b) {
    return {a.x * b.x, a.y * b.y, a.z * b.z};
}
constexpr Vec operator*(Vec a, float s) {
    return {a.x * s, a.y * s, a.z * s};
}
constexpr float dot(Vec a, Vec b) {
    return a.x * b.x + a.y * b.y + a.z * b.z;
}
inline Vec normalised(Vec a) {
    return a * (1.0F / std::sqrt(dot(a, a)));
}

constexpr float least(float a, float b) {
    return a < b ? a : b;
}
constexpr float most(float a, float b) {
    return a > b ? a : b;
}
constexpr float clamped(float x, float low, float high) {
    return least(most(x, low), high);
}
constexpr float size_of(float x) {
    return x < 0.0F ? -x : x;
}
template <class T>
constexpr T mixed(T a, T b, float t) {
    return a + (b - a) * t;
}
// 0 below low, 1 above high, a smooth step between them.
constexpr float step_between(float low, float high, float x) {
    const float t = clamped((x - low) / (high - low), 0.0F, 1.0F);
    return t * t * (3.0F - 2.0F * t);
}
// How much of a pixel of width `blur` around x lies at 0 or above: an edge without stairs.
constexpr float coverage(float x, float blur) {
    return clamped(x / blur + 0.5F, 0.0F, 1.0F);
}
// Without libm's floorf, which is a call where the processor's rounding cannot be assumed.
constexpr int whole(float x) {
    const int truncated = static_cast<int>(x);
    return truncated - (static_cast<float>(truncated) > x ? 1 : 0);
}
constexpr float fraction(float x) {
    return x - static_cast<float>(whole(x));
}
constexpr float luminance(Colour c) {
    return 0.2126F * c.x + 0.7152F * c.y + 0.0722F * c.z;
}

// A number in [0, 1) that depends on a cell and nothing else.
constexpr float cell_value(int x, int y) {
    auto h =
        static_cast<std::uint32_t>(x) * 0x8da6b343U ^ static_cast<std::uint32_t>(y) * 0xd8163841U;
    h = (h ^ (h >> 15U)) * 0x2c1b3c6dU;
    h ^= h >> 13U;
    return static_cast<float>(h >> 8U) * 0x1.0p-24F;
}
// Value noise in [0, 1): cell values joined smoothly; its features are about one unit wide.
constexpr float noise(float x, float y) {
    const int i = whole(x);
    const int k = whole(y);
    const float u = x - static_cast<float>(i);
    const float v = y - static_cast<float>(k);
    const float s = u * u * (3.0F - 2.0F * u);
    const float t = v * v * (3.0F - 2.0F * v);
    return mixed(mixed(cell_value(i, k), cell_value(i + 1, k), s),
                 mixed(cell_value(i, k + 1), cell_value(i + 1, k + 1), s), t);
}

}  // namespace zscope::rooms
