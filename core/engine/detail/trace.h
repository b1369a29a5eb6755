// SPDX-License-Identifier: MIT
#pragma once

#include <filesystem>

#include "core/engine/detail/train_step.h"
#include "core/io/safetensors.h"

namespace zscope::detail {

// Records what an independent program needs to check each of the first steps of a run on its own:
// step.i.G.*, step.i.D.* (weights and running statistics before the step), step.i.real, step.i.z,
// step.i.gradD.*, step.i.gradG.*, step.i.loss (Loss_D's real and fake part, Loss_G, D(x),
// D(G(z)) before and after D's update), and final.G.*, final.D.*; i from 0.
class TraceRecorder final : public StepObserver {
  public:
    TraceRecorder(std::filesystem::path file, std::int64_t steps);

    bool active() const { return next_ < steps_; }
    void before_step(const TrainingState& state, const at::Tensor& real, const at::Tensor& z);
    void reached(StepPart part, const TrainingState& state) override;
    // Writes the file after the last step to be recorded; an Error if it cannot be written.
    void after_step(const LossSample& sample, const TrainingState& state);

  private:
    std::string prefix() const;
    void put(const std::string& name, const NamedTensors& tensors);

    std::filesystem::path file_;
    std::int64_t steps_;
    std::int64_t next_ = 0;
    SafetensorsFile content_;
};

}  // namespace zscope::detail
