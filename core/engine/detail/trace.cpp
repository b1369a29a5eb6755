// SPDX-License-Identifier: MIT
#include "core/engine/detail/trace.h"

#include <array>

#include "core/config/config_json.h"

namespace zscope::detail {

namespace {

NamedTensors gradients_of(const Network& network) {
    NamedTensors result;
    for (const auto& [name, parameter] : network.parameters())
        result[name] = to_host(parameter.grad());
    return result;
}

}  // namespace

TraceRecorder::TraceRecorder(std::filesystem::path file, std::int64_t steps)
    : file_(std::move(file)), steps_(steps) {
    content_.metadata = {{"format", "zscope-trace"}, {"steps", std::to_string(steps)}};
}

std::string TraceRecorder::prefix() const {
    return "step." + std::to_string(next_) + ".";
}

void TraceRecorder::put(const std::string& name, const NamedTensors& tensors) {
    for (const auto& [key, tensor] : tensors)
        content_.tensors[name + key] = tensor;
}

void TraceRecorder::before_step(const TrainingState& state, const at::Tensor& real,
                                const at::Tensor& z) {
    content_.metadata["config"] = config_to_json(state.config).dump();
    put(prefix() + "G.", state.g.to_host());
    put(prefix() + "D.", state.d.to_host());
    content_.tensors[prefix() + "real"] = to_host(real);
    content_.tensors[prefix() + "z"] = to_host(z);
}

void TraceRecorder::reached(StepPart part, const TrainingState& state) {
    if (part == StepPart::d_fake) put(prefix() + "gradD.", gradients_of(state.d));
    if (part == StepPart::g_backward) put(prefix() + "gradG.", gradients_of(state.g));
}

void TraceRecorder::after_step(const LossSample& s, const TrainingState& state) {
    const std::array<float, 6> loss = {s.loss_d_real, s.loss_d_fake, s.loss_g,
                                       s.d_x,         s.d_g_z1,      s.d_g_z2};
    content_.tensors[prefix() + "loss"] = HostTensor::from_floats({6}, loss);
    ++next_;
    if (active()) return;
    put("final.G.", state.g.to_host());
    put("final.D.", state.d.to_host());
    write_safetensors(file_, content_);
    content_ = {};
}

}  // namespace zscope::detail
