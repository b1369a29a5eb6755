// SPDX-License-Identifier: MIT
#pragma once

#include <cstddef>
#include <span>
#include <vector>

#include "core/latent/direction_fit.h"

namespace zscope {

// logistic_regression of few rows with many columns, (n, columns): the same minimum, found within
// the span of the rows, for nothing outside it can help (the representer theorem). Errors likewise.
LogisticFit logistic_of_few(std::span<const float> rows, std::size_t columns,
                            std::span<const Answer> answers, double penalty);

// The logit of each row of (n, columns).
std::vector<float> logits_of(std::span<const float> rows, std::size_t columns,
                             const LogisticFit& fit);

// Which of n ticks are learned from and which are kept for checking: every other one of each kind,
// in the order of ticking, the first to learn from. 1: to learn from.
std::vector<bool> learned_half(std::size_t count);

}  // namespace zscope
