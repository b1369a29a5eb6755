// SPDX-License-Identifier: MIT
#pragma once

#include <ATen/ATen.h>

#include <cstdint>
#include <functional>
#include <stop_token>

#include "core/engine/detail/invert/invert_networks.h"
#include "core/engine/invert.h"

namespace zscope::detail {

// Called after each round or step with what moved: z and its images. False: enough.
using InvertLook = std::function<bool(const at::Tensor& inputs, const at::Tensor& images)>;

// Least squares in pixels from one z, (1, nz + labels), whose labels stay: each round takes the
// differences of G along every number of z (nz images), solves for the step, and damps it until the
// image comes nearer. Ends when a round gains little, the image is met, or `look` says so. Changes
// `inputs`; it never gets farther away.
void least_squares(InvertNetworks& networks, const InvertTarget& target, at::Tensor& inputs,
                   std::int64_t rounds, const InvertLook& look);

// Adam (beta 0.9, 0.99) on invert_loss of all rows at once; each row goes its own way. Changes
// `inputs`.
void adam_steps(InvertNetworks& networks, const InvertTarget& target, at::Tensor& inputs,
                std::int64_t steps, double learning_rate, const InvertLook& look);

}  // namespace zscope::detail
