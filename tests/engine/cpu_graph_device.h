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
        bool refuse = false;  // captures fail half-way
        std::int64_t free_bytes = std::int64_t{1} << 30;
        int normalised = 0, gathered = 0;   // batches that came as bytes, as indices
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
    std::int64_t free_bytes() override { return log_.free_bytes; }
    void normalise(const at::Tensor& bytes, at::Tensor& images) override {
        ++log_.normalised;
        TORCH_CHECK(images.is_contiguous(at::MemoryFormat::ChannelsLast), "channels last");
        const auto* from = bytes.const_data_ptr<std::uint8_t>();
        auto* to = images.mutable_data_ptr<float>();
        for (std::int64_t i = 0; i < bytes.numel(); ++i)
            to[i] = cuda::normalised_pixel(from[i]);
    }

    void gather(const at::Tensor& all, const at::Tensor& indices, at::Tensor& images) override {
        ++log_.gathered;
        TORCH_CHECK(images.is_contiguous(at::MemoryFormat::ChannelsLast), "channels last");
        const cuda::Gather from{all.const_data_ptr<std::uint8_t>(),
                                indices.const_data_ptr<std::int64_t>(),
                                images.numel() / images.size(0)};
        auto* to = images.mutable_data_ptr<float>();
        for (std::int64_t i = 0; i < images.numel(); ++i)
            to[i] = cuda::gathered_pixel(from, i);
    }

  private:
    Log& log_;
    std::function<void()> captured_;
};

}  // namespace zscope::testing
