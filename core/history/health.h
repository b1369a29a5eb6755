// SPDX-License-Identifier: MIT
#pragma once

#include <span>
#include <string>

#include "core/messages/training.h"

namespace zscope {

enum class HealthLevel { unknown, good, watch, bad };

// One verdict in words with its reason and, where there is one, an advice; from train-mode values.
struct Health {
    HealthLevel level = HealthLevel::unknown;
    std::string verdict;  // "Healthy", "D has won", "The losses explode" …
    std::string reason;   // with the figures: "D(x) 0.99 and D(G(z)) 0.01 over the last 200 steps."
    std::string advice;   // "Lower the learning rate of D." May be empty.
};

// `recent`: the newest samples, oldest first; the last 200 are looked at.
// `sample_spread`: mean pairwise distance of the fixed-z grid relative to that of the data, if
// known, else NaN; under 0.3 with settled losses means collapse. Fewer than 50 samples: unknown,
// unless one of them is not a number.
Health judge_health(std::span<const LossSample> recent, double sample_spread);

// The band that counts as healthy for D(x) and D(G(z)), for the plot.
inline constexpr float kHealthyDxLow = 0.5F, kHealthyDxHigh = 0.8F;
inline constexpr float kHealthyDgzLow = 0.2F, kHealthyDgzHigh = 0.5F;

}  // namespace zscope
