// SPDX-License-Identifier: MIT
#include "core/latent/interpolate.h"

#include <algorithm>
#include <cmath>
#include <numbers>
#include <optional>

#include "core/base/check.h"
#include "core/base/error.h"

namespace zscope {

namespace {

// Below this angle (radians) two directions count as the same, or as opposite: floats tell no more.
constexpr double kTinyAngle = 1e-6;

// Double precision all along: the plane of two nearly opposite floats is the difference of almost
// equal numbers.
using Direction = std::vector<double>;

Direction scaled(std::span<const float> z, double factor) {
    Direction result(z.size());
    std::ranges::transform(z, result.begin(), [factor](float value) { return factor * value; });
    return result;
}

double dot(const Direction& a, const Direction& b) {
    double sum = 0.0;
    for (std::size_t i = 0; i < a.size(); ++i)
        sum += a[i] * b[i];
    return sum;
}

// The part of `v` at right angles to the unit vector `u`, made to length 1; nullopt if there is
// (almost) none.
std::optional<Direction> orthogonal_part(const Direction& v, const Direction& u, double least) {
    const double along = dot(v, u);
    Direction rest(v.size());
    for (std::size_t i = 0; i < v.size(); ++i)
        rest[i] = v[i] - along * u[i];
    const double length = std::sqrt(dot(rest, rest));
    if (length <= least) return std::nullopt;
    for (double& value : rest)
        value /= length;
    return rest;
}

// Accurate for small angles and for angles near π alike, where acos of the dot product is not.
double angle_between(const Direction& a, const Direction& b) {
    double difference = 0.0;
    double sum = 0.0;
    for (std::size_t i = 0; i < a.size(); ++i) {
        difference += (a[i] - b[i]) * (a[i] - b[i]);
        sum += (a[i] + b[i]) * (a[i] + b[i]);
    }
    return 2.0 * std::atan2(std::sqrt(difference), std::sqrt(sum));
}

// Towards the first coordinate axis that is not parallel to `u`; none in one dimension.
std::optional<Direction> towards_an_axis(const Direction& u) {
    for (std::size_t axis = 0; axis < u.size(); ++axis) {
        Direction unit(u.size(), 0.0);
        unit[axis] = 1.0;
        if (auto part = orthogonal_part(unit, u, kTinyAngle)) return part;
    }
    return std::nullopt;
}

std::vector<float> copy_of(std::span<const float> z) {
    return {z.begin(), z.end()};
}

}  // namespace

std::vector<float> lerp(std::span<const float> a, std::span<const float> b, double t) {
    ZSCOPE_CHECK(a.size() == b.size(), "{} against {}", a.size(), b.size());
    if (!(t > 0.0)) return copy_of(a);
    if (t >= 1.0) return copy_of(b);
    std::vector<float> result(a.size());
    for (std::size_t i = 0; i < a.size(); ++i) {
        result[i] = static_cast<float>((1.0 - t) * a[i] + t * b[i]);
    }
    return result;
}

std::vector<float> slerp(std::span<const float> a, std::span<const float> b, double t) {
    ZSCOPE_CHECK(a.size() == b.size(), "{} against {}", a.size(), b.size());
    const double norm_a = norm(a);
    const double norm_b = norm(b);
    if (!(t > 0.0) || t >= 1.0 || norm_a == 0.0 || norm_b == 0.0) return lerp(a, b, t);
    const Direction unit_a = scaled(a, 1.0 / norm_a);
    const Direction unit_b = scaled(b, 1.0 / norm_b);
    double angle = angle_between(unit_a, unit_b);
    if (angle < kTinyAngle) return lerp(a, b, t);
    std::optional<Direction> across;
    if (std::numbers::pi - angle < kTinyAngle) {
        angle = std::numbers::pi;
        across = towards_an_axis(unit_a);
    } else {
        across = orthogonal_part(unit_b, unit_a, 0.0);
    }
    if (!across) return lerp(a, b, t);
    const double length = (1.0 - t) * norm_a + t * norm_b;
    const double along_a = length * std::cos(t * angle);
    const double along_across = length * std::sin(t * angle);
    std::vector<float> result(a.size());
    for (std::size_t i = 0; i < a.size(); ++i) {
        result[i] = static_cast<float>(along_a * unit_a[i] + along_across * (*across)[i]);
    }
    return result;
}

std::vector<float> interpolate(std::span<const float> a, std::span<const float> b, double t,
                               InterpolationMode mode) {
    return mode == InterpolationMode::slerp ? slerp(a, b, t) : lerp(a, b, t);
}

std::vector<float> interpolation_strip(std::span<const float> a, std::span<const float> b,
                                       int steps, InterpolationMode mode) {
    ZSCOPE_CHECK(steps >= 2, "{} steps", steps);
    std::vector<float> strip;
    strip.reserve(static_cast<std::size_t>(steps) * a.size());
    for (int step = 0; step < steps; ++step) {
        const std::vector<float> z =
            interpolate(a, b, static_cast<double>(step) / (steps - 1), mode);
        strip.insert(strip.end(), z.begin(), z.end());
    }
    return strip;
}

double norm(std::span<const float> z) {
    double squares = 0.0;
    for (const float value : z)
        squares += static_cast<double>(value) * value;
    return std::sqrt(squares);
}

double typical_norm(std::string_view prior, std::int64_t nz) {
    ZSCOPE_CHECK(nz >= 1, "nz {}", nz);
    const auto length = static_cast<double>(nz);
    if (prior == "normal") return std::sqrt(length);
    if (prior != "uniform") {
        fail("the prior of z is \"{}\"; only normal and uniform are known here", prior);
    }
    return std::sqrt(length / 3.0);
}

}  // namespace zscope
