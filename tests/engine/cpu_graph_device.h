// SPDX-License-Identifier: MIT
#pragma once

#include <functional>
#include <stdexcept>
#include <vector>

#include "core/engine/cuda/pixel.h"
#include "core/engine/detail/graph_device.h"

namespace zscope::testing {

// A GraphDevice on the CPU. A capture keeps the work uncalled, as CUDA's queues without computing,
// and each replay calls it.
class CpuGraphDevice final : public detail::GraphDevice {
  public:
    struct Log {
        int captures = 0, replays = 0, waits = 0;
        bool refuse = false;                // captures fail half-way
        std::function<void()> at_replay{};  // before and after each one
    };
    explicit CpuGraphDevice(Log& log) : log_(log) {}

    void run(const std::function<void()>& work) override { work(); }
    void wait() override { ++log_.waits; }
    void capture(const std::function<void()>& work) override {
        ++log_.captures;
        if (log_.refuse) throw std::runtime_error("an operation cannot be captured\nmore of it");
        captured_ = work;
    }
    void replay() override {
        ++log_.replays;
        if (log_.at_replay) log_.at_replay();
        captured_();
        if (log_.at_replay) log_.at_replay();
    }
    void normalise(const at::Tensor& bytes, at::Tensor& images) override {
        TORCH_CHECK(images.is_contiguous(at::MemoryFormat::ChannelsLast), "channels last");
        const auto* from = bytes.const_data_ptr<std::uint8_t>();
        auto* to = images.mutable_data_ptr<float>();
        for (std::int64_t i = 0; i < bytes.numel(); ++i)
            to[i] = cuda::normalised_pixel(from[i]);
    }

  private:
    Log& log_;
    std::function<void()> captured_;
};

}  // namespace zscope::testing
