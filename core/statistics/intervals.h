// SPDX-License-Identifier: MIT
#pragma once

#include <cstdint>
#include <limits>
#include <span>

namespace zscope {

// A figure with its 95 % confidence interval; NaN all three where nothing was counted.
struct Estimate {
    double value = std::numeric_limits<double>::quiet_NaN();
    double low = std::numeric_limits<double>::quiet_NaN();
    double high = std::numeric_limits<double>::quiet_NaN();
    std::int64_t count = 0;  // of things that it is about

    bool known() const { return count > 0; }
};

// The share hits / count and Wilson's score interval (Wilson 1927), which stays within 0…1 and is
// not empty at 0 and at 1. 0 ≤ hits ≤ count.
Estimate wilson_share(std::int64_t hits, std::int64_t count);

inline constexpr int kBootstrapResamples = 2000;

// The mean, with the percentile interval of 2,000 bootstrap resamples (Efron 1979): 2.5 % of the
// resampled means lie below, 2.5 % above. Deterministic in `seed`.
Estimate bootstrap_mean(std::span<const double> values, std::uint64_t seed);

// The mean of first[i] − second[i]. Pairs are drawn together, so what both share cancels.
// Equally long, else a bug.
Estimate paired_bootstrap(std::span<const double> first, std::span<const double> second,
                          std::uint64_t seed);

}  // namespace zscope
