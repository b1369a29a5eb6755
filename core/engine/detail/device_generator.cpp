// SPDX-License-Identifier: MIT
#include "core/engine/detail/device_generator.h"

#include <fmt/format.h>

#include <cstring>
#include <utility>

#include "core/base/check.h"
#include "core/engine/detail/cuda_device.h"
#include "core/engine/detail/cuda_module.h"

namespace zscope::detail {

void DrawingDevice::give_up(const c10::Error& why) {
    if (std::exchange(failed_, true)) return;
    const std::string reason = why.what_without_backtrace();
    const bool memory = dynamic_cast<const c10::OutOfMemoryError*>(&why) != nullptr;
    note_ = memory ? "The CUDA device has no memory left for drawing: the processor draws the "
                     "window's images from here on."
                   : fmt::format(
                         "The CUDA device could not draw ({}): the processor draws the "
                         "window's images from here on.",
                         reason.substr(0, reason.find('\n')));
}

std::string DrawingDevice::take_note() {
    return std::exchange(note_, {});
}

std::shared_ptr<DrawingDevice> make_drawing_device() {
    if (!cuda_device().usable || cuda_module().create_urgent == nullptr) return nullptr;
    try {
        return std::make_shared<DrawingDevice>(
            std::unique_ptr<DeviceStream>(cuda_module().create_urgent()), at::Device(at::kCUDA, 0));
    } catch (const c10::Error&) {
        return nullptr;  // a training meets the same and says so
    }
}

DeviceGenerator::DeviceGenerator(std::shared_ptr<DrawingDevice> device,
                                 const Architecture& architecture, const NamedTensors& weights)
    : device_(std::move(device)),
      host_(Network::from_tensors(architecture, weights)),
      on_device_(host_) {
    // The copy's tensors are the host's own until they are placed.
    device_->stream().run([&] {
        for (auto* group : {&on_device_.parameters(), &on_device_.buffers()}) {
            for (auto& [name, tensor] : *group) {
                const auto layout =
                    tensor.dim() == 4 ? at::MemoryFormat::ChannelsLast : at::MemoryFormat::Preserve;
                tensor = tensor.to(device_->where(), tensor.scalar_type(), /*non_blocking=*/false,
                                   /*copy=*/true, layout);
            }
        }
    });
}

void DeviceGenerator::load(const NamedTensors& weights) {
    host_.load(weights);
    device_->stream().run([&] { send(); });
}

void DeviceGenerator::send() {
    for (auto& [name, tensor] : on_device_.parameters())
        tensor.copy_(host_.parameters().at(name));
    for (auto& [name, tensor] : on_device_.buffers())
        tensor.copy_(host_.buffers().at(name));
}

void DeviceGenerator::images(std::span<const float> z, std::span<const Edit> edits,
                             std::span<float> out) {
    const std::int64_t nz = host_.architecture().inputs();
    const auto numbers = static_cast<std::int64_t>(out.size());
    if (!drawn_.defined() || drawn_.numel() < numbers) {
        drawn_ = at::empty({numbers},
                           at::TensorOptions(at::kFloat).pinned_memory(device_->where().is_cuda()));
    }
    device_->stream().run([&] {
        const at::Tensor latents =
            at::from_blob(const_cast<float*>(z.data()),
                          {static_cast<std::int64_t>(z.size()) / nz, nz}, at::kFloat)
                .to(device_->where());
        const at::Tensor images = on_device_.forward(latents, Mode::eval, edits);
        ZSCOPE_CHECK(images.numel() == numbers, "{} into {}", images.numel(), numbers);
        drawn_.narrow(0, 0, numbers).copy_(images.contiguous().flatten(), /*non_blocking=*/true);
    });
    device_->stream().wait();
    std::memcpy(out.data(), drawn_.const_data_ptr<float>(), out.size_bytes());
}

}  // namespace zscope::detail
