// SPDX-License-Identifier: MIT
#pragma once

#include <cstddef>
#include <span>
#include <vector>

namespace zscope {

// Between two key points.
//   slerp: along the sphere, the length interpolated (interpolate.h): ‖z‖ never dips;
//   lerp: straight, through shorter z;
//   classic_slerp: the formula sin((1−t)ω)/sin ω·a + sin(tω)/sin ω·b on the vectors as they are
//     (Shoemake 1985). Of equal lengths it is slerp; of unequal ones the length overshoots, without
//     bound as the two become opposite, which is why it is not the default.
// Parallel, opposite and zero vectors: as interpolate.h says for slerp, in both slerps.
enum class PathMode { slerp, lerp, classic_slerp };
std::vector<float> interpolate_on_path(std::span<const float> a, std::span<const float> b, double t,
                                       PathMode mode);

struct KeyPoint {
    std::vector<float> z;
    double hold_s = 0.0;  // how long the path rests here, seconds
};
inline constexpr std::size_t kLeastKeyPoints = 2, kMostKeyPoints = 16;

// A way through latent space. A position on it is a number from 0 to segments(): k is key point k,
// k + 0.5 half-way to the next. A closed path goes on from the last key point to the first:
// position segments() is position 0 again, and positions beyond wrap around. Pure functions below.
struct LatentPath {
    std::vector<KeyPoint> points;
    PathMode mode = PathMode::slerp;
    bool closed = false;
    double segment_s = 1.0;  // from one key point to the next, seconds; on average, if re-timed

    std::size_t segments() const { return closed ? points.size() : points.size() - 1; }
};

// 2 to 16 key points of one nz ≥ 1, finite numbers, holds ≥ 0, segment_s > 0; else an Error that
// names the key point (from 1).
void check_path(const LatentPath& path);

// z at a position; an open path ends at its ends.
std::vector<float> latent_on_path(const LatentPath& path, double position);
// z of many: (positions, nz).
std::vector<float> latents_on_path(const LatentPath& path, std::span<const double> positions);

// How a path's time is spent between its ends: `lengths[i]` of the way (0…1, rising) is done when
// `positions[i]` is reached, straight in between.
struct PathPace {
    std::vector<double> positions;
    std::vector<double> lengths;

    double length_at(double position) const;
    double position_at(double length) const;
};
// Each segment takes equally long.
PathPace even_pace(const LatentPath& path);
// Each bit of image change takes equally long: `distances[i]` is how far the images at positions[i]
// and positions[i + 1] (rising) are apart, in any unit. Where images do not change at all, no time
// is spent; if none ever does, the pace is even in position. A distance that is negative or no
// number is an Error.
PathPace equal_speed_pace(std::span<const double> positions, std::span<const double> distances);

// Holds and segments together, seconds.
double path_duration_s(const LatentPath& path);
// Where the path is at a time, 0…path_duration_s(): it rests at key points for their holds and
// moves by `pace` between them.
double position_at_time(const LatentPath& path, const PathPace& pace, double time_s);
// When it gets to a position, seconds: the first such time, before the hold of a key point there.
double time_at_position(const LatentPath& path, const PathPace& pace, double position);
// One position a frame at a fixed time step of about 1/fps: round(duration·fps) frames of a closed
// path, at least 2, without the one that would show the first again, so that a loop has no seam;
// one more, with both ends, of an open path.
std::vector<double> frame_positions(const LatentPath& path, const PathPace& pace, double fps);
// `per_segment` + 1 positions on each segment, both ends included: to measure image distances at.
std::vector<double> probe_positions(const LatentPath& path, int per_segment);

// Curves beside a strip, of latents (N, nz). ‖z‖ of each row; ‖z of the next row − z‖ of each, of
// a closed strip also from the last to the first.
std::vector<double> norm_curve(std::span<const float> rows, std::size_t nz);
std::vector<double> step_curve(std::span<const float> rows, std::size_t values, bool closed);
// Standard deviation / mean of ≥ 1 numbers: 0 for equal ones, and where the mean is 0.
double coefficient_of_variation(std::span<const double> values);

}  // namespace zscope
