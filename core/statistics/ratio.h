// SPDX-License-Identifier: MIT
#pragma once

#include <cstdint>
#include <span>

#include "core/statistics/intervals.h"

namespace zscope {

// Σ parts / Σ wholes, with the percentile interval of 2,000 bootstrap resamples of the pairs.
// Deterministic in `seed`. Equally long, else a bug; not known() if the wholes sum to 0.
Estimate bootstrap_ratio(std::span<const double> parts, std::span<const double> wholes,
                         std::uint64_t seed);

}  // namespace zscope
