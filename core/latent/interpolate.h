// SPDX-License-Identifier: MIT
#pragma once

#include <cstdint>
#include <span>
#include <string_view>
#include <vector>

#include "core/session/session.h"

namespace zscope {

// Between two latents of equal length, t in 0…1; t = 0 gives a, t = 1 gives b exactly.
// lerp: straight. slerp: along the great circle between the directions, with the length
// interpolated linearly, so that ‖z‖ never dips (White 2016, "Sampling Generative Networks").
// slerp of (nearly) parallel vectors is lerp; of opposite vectors the path bends towards the first
// coordinate axis that is not parallel to a; a zero vector gives lerp.
std::vector<float> lerp(std::span<const float> a, std::span<const float> b, double t);
std::vector<float> slerp(std::span<const float> a, std::span<const float> b, double t);
std::vector<float> interpolate(std::span<const float> a, std::span<const float> b, double t,
                               InterpolationMode mode);

// `steps` ≥ 2 latents from a to b, both ends included: (steps, nz), row-major.
std::vector<float> interpolation_strip(std::span<const float> a, std::span<const float> b,
                                       int steps, InterpolationMode mode);

double norm(std::span<const float> z);  // ‖z‖, Euclidean
// The norm of a typical z: √nz for the normal prior, √(nz/3) for the uniform one.
double typical_norm(std::string_view prior, std::int64_t nz);

}  // namespace zscope
