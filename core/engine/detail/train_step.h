// SPDX-License-Identifier: MIT
#pragma once

#include <ATen/ATen.h>

#include "core/engine/detail/arithmetic.h"
#include "core/engine/detail/training_state.h"
#include "core/io/data/batch_loader.h"
#include "core/messages/training.h"

namespace zscope::detail {

// The points of a step at which somebody may look at the state: the trace at the gradients, the
// bench at the time.
enum class StepPart { d_real, g_forward, d_fake, d_adam, g_backward, g_adam, ema };
class StepObserver {
  public:
    virtual ~StepObserver() = default;
    // After the part. Gradients of D are complete at d_fake, those of G at g_backward.
    virtual void reached(StepPart part, const TrainingState& state) = 0;
    // The fakes of this step, (N, C, H, W), made in train mode; cut off from the gradients. Called
    // only where they are wanted: they may have to be copied.
    virtual bool wants_generated() const { return false; }
    virtual void generated(const at::Tensor& /*fakes*/) {}
};

struct StepRates {
    double lr_g;
    double lr_d;
};

// (N, H, W, C) bytes of a batch → (N, C, H, W) in −1…1, in the layout that the arithmetic wants.
at::Tensor batch_to_tensor(const ImageBatch& batch, const TrainConfig& config,
                           const Arithmetic& arithmetic);
// z of the step that comes next: (N, nz).
at::Tensor step_z(const TrainingState& state, const Arithmetic& arithmetic);

// Network::forward in the arithmetic asked for.
at::Tensor forward_in(Network& network, const at::Tensor& input, Mode mode,
                      const Arithmetic& arithmetic);

// One step of DCGAN (Radford et al. 2015; order of the PyTorch example), then the average of G.
// Grows state.step by one and state.position by the batch. Gives the logged values without times.
// Repeatable bit for bit for equal state, inputs, arithmetic and thread count.
LossSample train_step(TrainingState& state, const at::Tensor& real, const at::Tensor& z,
                      const Arithmetic& arithmetic, const StepRates& rates,
                      StepObserver* observer = nullptr);

// The average of G after a step: weights by decay min(0.999, (1 + t) / (10 + t)), running
// statistics alike.
void update_average(TrainingState& state);
double average_decay(std::int64_t step);
void move_average(const TensorMap& newest, TensorMap& averages, double decay);

// For the calling thread and the OpenMP workers that it starts later: thread count, denormals
// flushed to zero. Call before its first parallel region.
void set_up_compute_thread(const Arithmetic& arithmetic);

}  // namespace zscope::detail
