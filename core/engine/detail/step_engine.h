// SPDX-License-Identifier: MIT
#pragma once

#include <ATen/ATen.h>

#include <memory>
#include <stop_token>
#include <string>
#include <vector>

#include "core/engine/detail/arithmetic.h"
#include "core/engine/detail/resident_data.h"
#include "core/engine/detail/train_step.h"
#include "core/engine/detail/training_state.h"

namespace zscope::detail {

// One way to compute the training steps of a run: LibTorch's autograd, our own kernels, or a CUDA
// device. All compute the same mathematics (train_step.h); buffers live as long as the engine.
// Owned and called by the trainer thread.
class StepEngine {
  public:
    virtual ~StepEngine() = default;
    // Takes all images into the device's memory for good, if there is one with room for them:
    // batches may then name images (BatchLoaderOptions::indices_alone) instead of carrying their
    // bytes. False otherwise, or when `stop` came; what the source throws is left to the loader,
    // which meets it again.
    virtual bool keep_images(DataSource& /*source*/, const std::stop_token& /*stop*/,
                             const UploadProgress& /*progress*/) {
        return false;
    }
    // The bytes (N, H, W, C) of the first images of a batch, at most so many, for people.
    virtual std::vector<std::uint8_t> bytes_of_first(const ImageBatch& batch, std::int64_t images,
                                                     const TrainConfig& config);
    // The batch as step wants it, like batch_to_tensor. The next call may write into the same
    // memory.
    virtual at::Tensor images(const ImageBatch& batch, const TrainConfig& config,
                              const Arithmetic& arithmetic) {
        return batch_to_tensor(batch, config, arithmetic);
    }
    // As train_step: real (N, C, H, W) and z (N, nz) as images and step_z give them. An engine that
    // computes the step as a whole tells the observer its fakes only, good until the next step.
    virtual LossSample step(TrainingState& state, const at::Tensor& real, const at::Tensor& z,
                            const StepRates& rates, StepObserver* observer) = 0;
    // Once: what the person should know about how it turned out to compute; else empty.
    virtual std::string take_note() { return {}; }
};

// What the arithmetic asks for. `state` must be placed for it; its tensors keep
// their memory.
std::unique_ptr<StepEngine> make_step_engine(const Arithmetic& arithmetic, TrainingState& state);

}  // namespace zscope::detail
