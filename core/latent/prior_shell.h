// SPDX-License-Identifier: MIT
#pragma once

#include <cstdint>
#include <span>
#include <string_view>

namespace zscope {

// Where the z of a prior lie: in many dimensions nearly all of them have nearly the same length.
struct PriorShell {
    double norm = 0.0;       // that a random z has, to 1 / (4 nz)
    double deviation = 0.0;  // standard deviation of it, to first order
};
// "normal": sqrt(nz − 1/2) and sqrt(1/2) (of the chi distribution); "uniform" on −1…1:
// sqrt(nz / 3) and sqrt(1/15).
PriorShell prior_shell(std::string_view prior, std::int64_t nz);

// How many deviations ‖z‖ is longer (or, negative, shorter) than that of a random z.
double deviations_from_prior(std::string_view prior, std::span<const float> z);

// How far keep_in_prior() lets ‖z‖ of a normal prior go, in deviations: 99.7 % of random z do not.
inline constexpr double kPriorDeviations = 3.0;
// Moves z to the nearest one that the prior makes plausible. Normal: scaled, so that ‖z‖ is at most
// kPriorDeviations off; uniform: each number clamped to −1…1. Zero z of a normal prior stays zero.
void keep_in_prior(std::string_view prior, std::span<float> z);

}  // namespace zscope
