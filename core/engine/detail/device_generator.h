// SPDX-License-Identifier: MIT
#pragma once

#include <ATen/ATen.h>

#include <memory>
#include <span>
#include <string>

#include "core/engine/detail/graph_device.h"
#include "core/engine/detail/network.h"

namespace zscope::detail {

// The device that a lane draws on, on a stream that goes before a training's, until it fails (as a
// rule for want of memory): from then on the processor draws. Owned and used by the lane's thread.
class DrawingDevice {
  public:
    DrawingDevice(std::unique_ptr<DeviceStream> stream, at::Device where)
        : stream_(std::move(stream)), where_(where) {}

    bool usable() const { return !failed_; }
    void give_up(const c10::Error& why);
    // Once, after it gave up: a sentence for the person; else empty.
    std::string take_note();

    DeviceStream& stream() { return *stream_; }
    at::Device where() const { return where_; }

  private:
    std::unique_ptr<DeviceStream> stream_;
    at::Device where_;
    bool failed_ = false;
    std::string note_;
};

// The one of this machine where a CUDA device trains and its module is there, else null. The first
// call loads LibTorch's CUDA part (cuda_device()).
std::shared_ptr<DrawingDevice> make_drawing_device();

// A generator for looking at, on a device: eval mode, fp32 (TF32 in its convolutions, as LibTorch
// has it). Every call may throw c10::Error, as a rule for want of memory; it is useless then.
class DeviceGenerator {
  public:
    // Errors of Network::from_tensors.
    DeviceGenerator(std::shared_ptr<DrawingDevice> device, const Architecture& architecture,
                    const NamedTensors& weights);
    // Other numbers for the same architecture, into the memory that is there.
    void load(const NamedTensors& weights);

    // The same weights on the host, for what is not drawn: maps, measurements.
    Network& network() { return host_; }

    // z: (N, nz); out: (N, C, H, W), −1 … 1. Waits for the device.
    void images(std::span<const float> z, std::span<const Edit> edits, std::span<float> out);

  private:
    void send();

    std::shared_ptr<DrawingDevice> device_;
    Network host_, on_device_;
    at::Tensor drawn_;  // page-locked room for images, as large as was ever needed
};

}  // namespace zscope::detail
