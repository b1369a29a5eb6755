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

// How the weights move within a step. Called once each, in this order, when the gradients are
// there.
class StepUpdates {
  public:
    virtual ~StepUpdates() = default;
    virtual void adam_d(TrainingState& state) = 0;
    virtual void adam_g(TrainingState& state) = 0;
    virtual void average_g(TrainingState& state) = 0;
};
// What a step leaves where it was computed; fp32 but the fakes.
struct StepTensors {
    at::Tensor loss_real, loss_fake, loss_g;      // scalars
    at::Tensor real_logits, fake_logits, judged;  // (N): D(x), D(G(z)) before and after D's update
    at::Tensor fakes;                             // (N, C, H, W), made in train mode
};
// The mathematics of a step of DCGAN (Radford et al. 2015; order of the PyTorch example), whoever
// computes it. Reads nothing back and counts nothing, so that a CUDA graph can hold it.
StepTensors dcgan_step(TrainingState& state, const at::Tensor& real, const at::Tensor& z,
                       const Arithmetic& arithmetic, StepUpdates& updates,
                       StepObserver* observer = nullptr);

// Weight of the newest G in its average after `step` steps: 1 − min(0.999, (1 + t) / (10 + t)).
double average_weight(std::int64_t step);
// Moves the average of G towards G, running statistics alike, by a weight that is a number or a
// scalar tensor where G is.
void average_generator(TrainingState& state, const at::Scalar& weight);
void average_generator(TrainingState& state, const at::Tensor& weight);
// The same for some tensors, by name.
void average_tensors(const TensorMap& newest, TensorMap& averages, double weight);

// One step in full: dcgan_step, Adam and the average.
// Grows state.step by one and state.position by the batch. Gives the logged values without times.
// Repeatable bit for bit for equal state, inputs, arithmetic and thread count.
LossSample train_step(TrainingState& state, const at::Tensor& real, const at::Tensor& z,
                      const Arithmetic& arithmetic, const StepRates& rates,
                      StepObserver* observer = nullptr);

// For the calling thread and the OpenMP workers that it starts later: thread count, denormals
// flushed to zero. Call before its first parallel region.
void set_up_compute_thread(const Arithmetic& arithmetic);

}  // namespace zscope::detail
