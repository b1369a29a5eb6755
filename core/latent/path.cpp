// SPDX-License-Identifier: MIT
#include "core/latent/path.h"

#include <algorithm>
#include <cmath>
#include <cstdint>
#include <numbers>

#include "core/base/check.h"
#include "core/base/error.h"
#include "core/latent/interpolate.h"

namespace zscope {

namespace {

// Nearer than this (radians) to parallel or opposite, sin ω says nothing: see interpolate.cpp.
constexpr double kTinyAngle = 1e-6;

std::vector<float> classic_slerp(std::span<const float> a, std::span<const float> b, double t) {
    const double norm_a = norm(a), norm_b = norm(b);
    if (!(t > 0.0) || t >= 1.0 || norm_a == 0.0 || norm_b == 0.0) return slerp(a, b, t);
    double difference = 0.0, sum = 0.0;
    for (std::size_t i = 0; i < a.size(); ++i) {
        const double unit_a = a[i] / norm_a, unit_b = b[i] / norm_b;
        difference += (unit_a - unit_b) * (unit_a - unit_b);
        sum += (unit_a + unit_b) * (unit_a + unit_b);
    }
    const double angle = 2.0 * std::atan2(std::sqrt(difference), std::sqrt(sum));
    if (angle < kTinyAngle || std::numbers::pi - angle < kTinyAngle) return slerp(a, b, t);
    const double of_a = std::sin((1.0 - t) * angle) / std::sin(angle);
    const double of_b = std::sin(t * angle) / std::sin(angle);
    std::vector<float> result(a.size());
    for (std::size_t i = 0; i < a.size(); ++i)
        result[i] = static_cast<float>(of_a * a[i] + of_b * b[i]);
    return result;
}

// On the broken line through (x[i], y[i]), x rising (not strictly); flat outside. Where x stands
// still, the later y: of a part that takes no time nothing is shown.
double on_line(std::span<const double> x, std::span<const double> y, double at) {
    const auto above = std::upper_bound(x.begin(), x.end(), at);
    if (above == x.begin()) return y.front();
    if (above == x.end()) return y.back();
    const auto i = static_cast<std::size_t>(above - x.begin());
    return y[i - 1] + (y[i] - y[i - 1]) * (at - x[i - 1]) / (x[i] - x[i - 1]);
}

double moving_s(const LatentPath& path) {
    return path.segment_s * static_cast<double>(path.segments());
}

}  // namespace

std::vector<float> interpolate_on_path(std::span<const float> a, std::span<const float> b, double t,
                                       PathMode mode) {
    ZSCOPE_CHECK(a.size() == b.size(), "{} against {}", a.size(), b.size());
    if (mode == PathMode::classic_slerp) return classic_slerp(a, b, t);
    return mode == PathMode::slerp ? slerp(a, b, t) : lerp(a, b, t);
}

void check_path(const LatentPath& path) {
    const std::size_t count = path.points.size();
    if (count < kLeastKeyPoints || count > kMostKeyPoints)
        fail("a path has {} to {} key points, not {}", kLeastKeyPoints, kMostKeyPoints, count);
    if (!std::isfinite(path.segment_s) || path.segment_s <= 0.0)
        fail("a segment of a path must take more than 0 seconds, not {}", path.segment_s);
    for (std::size_t k = 0; k < count; ++k) {
        const KeyPoint& point = path.points[k];
        if (point.z.empty() || point.z.size() != path.points[0].z.size()) {
            fail("key point {} is a latent of {} numbers, the first is of {}", k + 1,
                 point.z.size(), path.points[0].z.size());
        }
        if (!std::ranges::all_of(point.z, [](float value) { return std::isfinite(value); }))
            fail("key point {} holds a number that is NaN or infinite", k + 1);
        if (!std::isfinite(point.hold_s) || point.hold_s < 0.0)
            fail("key point {} cannot hold for {} seconds: 0 or more", k + 1, point.hold_s);
    }
}

std::vector<float> latent_on_path(const LatentPath& path, double position) {
    const auto segments = static_cast<double>(path.segments());
    if (path.closed) position -= segments * std::floor(position / segments);
    position = std::clamp(position, 0.0, segments);
    const double whole = std::min(std::floor(position), segments - 1.0);
    const auto from = static_cast<std::size_t>(whole);
    const std::size_t to = (from + 1) % path.points.size();
    return interpolate_on_path(path.points[from].z, path.points[to].z, position - whole, path.mode);
}

std::vector<float> latents_on_path(const LatentPath& path, std::span<const double> positions) {
    std::vector<float> rows;
    rows.reserve(positions.size() * path.points[0].z.size());
    for (const double position : positions) {
        const std::vector<float> z = latent_on_path(path, position);
        rows.insert(rows.end(), z.begin(), z.end());
    }
    return rows;
}

double PathPace::length_at(double position) const {
    return on_line(positions, lengths, position);
}

double PathPace::position_at(double length) const {
    return on_line(lengths, positions, length);
}

PathPace even_pace(const LatentPath& path) {
    return {{0.0, static_cast<double>(path.segments())}, {0.0, 1.0}};
}

PathPace equal_speed_pace(std::span<const double> positions, std::span<const double> distances) {
    ZSCOPE_CHECK(positions.size() == distances.size() + 1 && positions.size() >= 2,
                 "{} positions, {} distances", positions.size(), distances.size());
    PathPace pace{{positions.begin(), positions.end()}, {0.0}};
    for (std::size_t i = 0; i < distances.size(); ++i) {
        ZSCOPE_CHECK(positions[i + 1] > positions[i], "{} after {}", positions[i + 1],
                     positions[i]);
        if (!std::isfinite(distances[i]) || distances[i] < 0.0)
            fail("the distance from image {} to the next is {}, which is none", i, distances[i]);
        pace.lengths.push_back(pace.lengths.back() + distances[i]);
    }
    const double total = pace.lengths.back();
    if (total == 0.0) return {{positions.front(), positions.back()}, {0.0, 1.0}};
    for (double& length : pace.lengths)
        length /= total;
    return pace;
}

double path_duration_s(const LatentPath& path) {
    double sum = moving_s(path);
    for (const KeyPoint& point : path.points)
        sum += point.hold_s;
    return sum;
}

double position_at_time(const LatentPath& path, const PathPace& pace, double time_s) {
    const double moving = moving_s(path);
    double held = 0.0;  // by the key points that are over
    for (std::size_t k = 0; k < path.points.size(); ++k) {
        const double arrival = held + moving * pace.length_at(static_cast<double>(k));
        if (time_s < arrival) break;
        if (time_s <= arrival + path.points[k].hold_s) return static_cast<double>(k);
        held += path.points[k].hold_s;
    }
    return pace.position_at((time_s - held) / moving);
}

double time_at_position(const LatentPath& path, const PathPace& pace, double position) {
    double time = moving_s(path) * pace.length_at(position);
    for (std::size_t k = 0; k < path.points.size() && static_cast<double>(k) < position; ++k)
        time += path.points[k].hold_s;
    return time;
}

std::vector<double> frame_positions(const LatentPath& path, const PathPace& pace, double fps) {
    ZSCOPE_CHECK(fps > 0.0, "fps {}", fps);
    const double duration = path_duration_s(path);
    const auto steps = std::max<std::int64_t>(2, std::llround(duration * fps));
    const std::int64_t frames = path.closed ? steps : steps + 1;
    std::vector<double> positions;
    for (std::int64_t frame = 0; frame < frames; ++frame) {
        const double share = static_cast<double>(frame) / static_cast<double>(steps);
        positions.push_back(position_at_time(path, pace, duration * share));
    }
    return positions;
}

std::vector<double> probe_positions(const LatentPath& path, int per_segment) {
    ZSCOPE_CHECK(per_segment >= 1, "{} per segment", per_segment);
    const std::size_t count = path.segments() * static_cast<std::size_t>(per_segment);
    std::vector<double> positions;
    for (std::size_t i = 0; i <= count; ++i)
        positions.push_back(static_cast<double>(i) / per_segment);
    return positions;
}

std::vector<double> norm_curve(std::span<const float> rows, std::size_t nz) {
    ZSCOPE_CHECK(nz > 0 && rows.size() % nz == 0, "{} numbers in rows of {}", rows.size(), nz);
    std::vector<double> norms;
    for (std::size_t at = 0; at < rows.size(); at += nz)
        norms.push_back(norm(rows.subspan(at, nz)));
    return norms;
}

std::vector<double> step_curve(std::span<const float> rows, std::size_t values, bool closed) {
    ZSCOPE_CHECK(values > 0 && rows.size() % values == 0, "{} numbers in rows of {}", rows.size(),
                 values);
    const std::size_t count = rows.size() / values;
    std::vector<double> steps;
    for (std::size_t row = 0; row + (closed ? 0 : 1) < count; ++row) {
        const auto from = rows.subspan(row * values, values);
        const auto to = rows.subspan((row + 1) % count * values, values);
        double squares = 0.0;
        for (std::size_t i = 0; i < values; ++i) {
            const double difference = static_cast<double>(to[i]) - from[i];
            squares += difference * difference;
        }
        steps.push_back(std::sqrt(squares));
    }
    return steps;
}

double coefficient_of_variation(std::span<const double> values) {
    ZSCOPE_CHECK(!values.empty(), "{} values", values.size());
    const auto count = static_cast<double>(values.size());
    double sum = 0.0, squares = 0.0;
    for (const double value : values)
        sum += value;
    const double mean = sum / count;
    for (const double value : values)
        squares += (value - mean) * (value - mean);
    return mean == 0.0 ? 0.0 : std::sqrt(squares / count) / std::abs(mean);
}

}  // namespace zscope
