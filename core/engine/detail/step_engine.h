// SPDX-License-Identifier: MIT
#pragma once

#include <ATen/ATen.h>

#include <memory>

#include "core/engine/detail/arithmetic.h"
#include "core/engine/detail/train_step.h"
#include "core/engine/detail/training_state.h"

namespace zscope::detail {

// One way to compute the training steps of a run: LibTorch's autograd, our own kernels, or a CUDA
// device. All compute the same mathematics (train_step.h); buffers live as long as the engine.
// Owned and called by the trainer thread.
class StepEngine {
  public:
    virtual ~StepEngine() = default;
    // As train_step: real (N, C, H, W) and z (N, nz) as batch_to_tensor and step_z give them.
    virtual LossSample step(TrainingState& state, const at::Tensor& real, const at::Tensor& z,
                            const StepRates& rates, StepObserver* observer) = 0;
};

// What the arithmetic asks for. `state` must be placed for it and keep its shapes.
std::unique_ptr<StepEngine> make_step_engine(const Arithmetic& arithmetic, TrainingState& state);

}  // namespace zscope::detail
