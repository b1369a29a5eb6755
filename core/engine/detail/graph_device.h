// SPDX-License-Identifier: MIT
#pragma once

#include <ATen/ATen.h>
#include <torch/version.h>

#include <functional>

namespace zscope::detail {

// What GraphEngine needs of CUDA. The program is not linked with CUDA: core/engine/cuda implements
// this in a module that is loaded where there is a device, and the tests do on the CPU.
// Owned and called by the trainer thread.
class GraphDevice {
  public:
    virtual ~GraphDevice() = default;
    // Calls `work`. What it queues is computed on the training stream, after all that the thread
    // queued before; what the thread queues later comes after it.
    virtual void run(const std::function<void()>& work) = 0;
    // Until all that `run` queued is computed.
    virtual void wait() = 0;

    // Within run's work:
    // Records what `work` queues instead of computing it. Throws if that cannot be done; nothing
    // has been computed then, and run goes on working.
    virtual void capture(const std::function<void()>& work) = 0;
    // Queues what was captured, as often as one likes: the same operations on the same memory.
    virtual void replay() = 0;
    // bytes (N, H, W, C) → images (N, C, H, W) in −1…1, channels last (cuda/pixel.h).
    virtual void normalise(const at::Tensor& bytes, at::Tensor& images) = 0;
};

// What zscope_cuda_module() of a module gives. Program and module share C++ types, so they must
// come from one build: kModuleBuild of both is compared before anything else is touched.
struct CudaModuleEntry {
    const char* build;
    GraphDevice* (*create)();  // the caller owns it; throws c10::Error
};
inline constexpr const char* kModuleEntry = "zscope_cuda_module";
inline constexpr const char* kModuleBuild =
    "zscope " ZSCOPE_VERSION ", interface 1, LibTorch " TORCH_VERSION ", compiler " __VERSION__;

}  // namespace zscope::detail
