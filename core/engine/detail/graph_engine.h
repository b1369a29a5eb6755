// SPDX-License-Identifier: MIT
#pragma once

#include <memory>
#include <string>

#include "core/engine/detail/graph_device.h"
#include "core/engine/detail/step_engine.h"

namespace zscope::detail {

// A tensor where the networks are, and its page-locked counterpart on the host, so that a copy
// between the two is queued and not waited for.
struct DeviceSlot {
    at::Tensor host, device;
};

// Training steps as one CUDA graph: after a few steps that are computed as they are called, the
// whole step (dcgan_step, both Adams, the average) is captured once and replayed from then on, so
// that one launch replaces some hundred. A step that cannot be captured goes on being called.
//
// Where the device has room for all images, they are sent once, and a batch is gathered there.
//
// The state's tensors keep their memory, which the graph refers to. What changes from step to step
// (its number, the learning rates, the average's weight) is read from device memory.
class GraphEngine final : public StepEngine {
  public:
    static constexpr int kWarmUpSteps = 3;  // libraries choose their algorithms, the pool fills

    GraphEngine(std::unique_ptr<GraphDevice> device, Arithmetic arithmetic,
                const TrainingState& state);

    bool keep_images(DataSource& source, const std::stop_token& stop,
                     const UploadProgress& progress) override;
    std::vector<std::uint8_t> bytes_of_first(const ImageBatch& batch, std::int64_t images,
                                             const TrainConfig& config) override;
    at::Tensor images(const ImageBatch& batch, const TrainConfig& config,
                      const Arithmetic& arithmetic) override;
    // Waits for the device once, at its end: the losses of this step are the result, and a run that
    // breaks down must be stopped before it is saved.
    LossSample step(TrainingState& state, const at::Tensor& real, const at::Tensor& z,
                    const StepRates& rates, StepObserver* observer) override;
    std::string take_note() override;

  private:
    void advance(TrainingState& state);
    void compute(TrainingState& state);
    void try_capture(TrainingState& state);

    std::unique_ptr<GraphDevice> device_;
    Arithmetic arithmetic_;
    DeviceSlot bytes_;             // (N, H, W, C)
    at::Tensor all_;               // (count, H, W, C) bytes on the device; undefined: not there
    DeviceSlot indices_;           // (N), i64: into `all_`
    DeviceSlot scalars_;           // f32, as in `Scalar`
    DeviceSlot results_;           // f32, as in `Result`
    at::Tensor real_, z_, fakes_;  // (N, C, H, W), (N, nz), (N, C, H, W)
    int steps_called_ = 0;
    bool captured_ = false;
    bool refused_ = false;  // the capture failed: never tried again
    std::string note_;
};

// With the CUDA module; null where that is not there (cuda_device().problem says why).
std::unique_ptr<StepEngine> make_graph_engine(const Arithmetic& arithmetic,
                                              const TrainingState& state);

}  // namespace zscope::detail
