// SPDX-License-Identifier: MIT
#pragma once

#include <cstdint>

namespace zscope {

// A share of a count, and the interval in which the true share lies.
struct Proportion {
    double share = 0.0;  // NaN of no count
    double low = 0.0, high = 1.0;
};
inline constexpr double k95Percent = 1.959963984540054;  // standard deviations to either side
inline constexpr double k999Permille = 3.290527;

// Wilson 1927: holds for small counts and shares near 0 and 1 as well. 0 ≤ hits ≤ count.
Proportion wilson_interval(std::int64_t hits, std::int64_t count, double deviations = k95Percent);

// The chance that of `count` values at least `hits` lie below the k-th smallest (1…m) of `m`
// others, all `count + m` being drawn alike, whatever their distribution is: a beta-binomial tail.
double chance_below_rank(std::int64_t hits, std::int64_t count, std::int64_t k, std::int64_t m);

}  // namespace zscope
