// SPDX-License-Identifier: MIT
#pragma once

#include <ATen/ATen.h>
#include <torch/version.h>

#include <cstdint>
#include <functional>

namespace zscope::detail {

// The program is not linked with CUDA: core/engine/cuda implements what follows in a module that is
// loaded where there is a device, and the tests do on the CPU.

// A stream of a device's work. Owned and called by one thread.
class DeviceStream {
  public:
    virtual ~DeviceStream() = default;
    // Calls `work`. What it queues is computed on the stream, after all that the thread queued
    // before; what the thread queues later comes after it.
    virtual void run(const std::function<void()>& work) = 0;
    // Until all that `run` queued is computed.
    virtual void wait() = 0;
};

// What GraphEngine needs, on the training's stream: the trainer thread's.
class GraphDevice : public DeviceStream {
  public:
    virtual std::int64_t free_bytes() = 0;  // of the device's memory

    // Within run's work:
    // Records what `work` queues instead of computing it. Throws if that cannot be done; nothing
    // has been computed then, and run goes on working.
    virtual void capture(const std::function<void()>& work) = 0;
    // Queues what was captured, as often as one likes: the same operations on the same memory.
    virtual void replay() = 0;
    // bytes (N, H, W, C) → images (N, C, H, W) in −1…1, channels last (cuda/pixel.h).
    virtual void normalise(const at::Tensor& bytes, at::Tensor& images) = 0;
    // The same for those images of `all` (count, H, W, C) that `indices` (N, i64) names.
    virtual void gather(const at::Tensor& all, const at::Tensor& indices, at::Tensor& images) = 0;
};

// What zscope_cuda_module() of a module gives. Program and module share C++ types, so they must
// come from one build: kModuleBuild of both is compared before anything else is touched.
struct CudaModuleEntry {
    const char* build;
    // The caller owns what they give; they throw c10::Error.
    GraphDevice* (*create)();
    DeviceStream* (*create_urgent)();  // goes before all that a GraphDevice has queued
};
inline constexpr const char* kModuleEntry = "zscope_cuda_module";
inline constexpr const char* kModuleBuild =
    "zscope " ZSCOPE_VERSION ", interface 2, LibTorch " TORCH_VERSION ", compiler " __VERSION__;

}  // namespace zscope::detail
