// SPDX-License-Identifier: MIT
#pragma once

#include <memory>

#include "core/engine/detail/direct/layer_weights.h"
#include "core/engine/detail/step_engine.h"

namespace zscope::detail::direct {

// Training steps on our kernels, without autograd: the same mathematics as train_step, in the
// elements of the set (fp32, or bf16 with fp32 sums, weights, statistics and losses).
std::unique_ptr<StepEngine> make_engine(const Crew& crew, TrainingState& state);

}  // namespace zscope::detail::direct
