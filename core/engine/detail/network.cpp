// SPDX-License-Identifier: MIT
#include "core/engine/detail/network.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <array>
#include <cstring>

#include "core/base/check.h"
#include "core/base/error.h"
#include "core/engine/detail/cuda_device.h"
#include "core/engine/detail/feature_edits.h"
#include "core/latent/torch_randn.h"

namespace zscope::detail {

namespace {

constexpr double kNormMomentum = 0.1;  // weight of the newest batch in the running statistics
constexpr float kInitialDeviation = 0.02F;

std::vector<std::int64_t> weight_shape(LayerKind kind, const Block& block) {
    if (kind == LayerKind::conv_transpose) {
        return {block.in, block.out, block.kernel, block.kernel};
    }
    return {block.out, block.in, block.kernel, block.kernel};
}

// Independent of the other tensors, and of G's when it is D's.
void fill_normal(at::Tensor& tensor, float mean, std::uint64_t seed) {
    const std::vector<float> draws = torch_randn(seed, tensor.numel());
    auto* values = tensor.mutable_data_ptr<float>();
    for (std::size_t i = 0; i < draws.size(); ++i)
        values[i] = mean + kInitialDeviation * draws[i];
}

void load_tensor(at::Tensor& target, const std::string& name, const HostTensor& from) {
    if (target.sizes() != at::IntArrayRef(from.shape)) {
        fail("The model does not fit its architecture: {} has shape [{}] where [{}] is expected",
             name, fmt::join(from.shape, ", "), fmt::join(target.sizes().vec(), ", "));
    }
    if (target.scalar_type() == at::kFloat) {
        const HostTensor values = to_f32(from);
        std::memcpy(target.mutable_data_ptr(), values.data.get(), values.bytes());
    } else {
        const c10::NoGradGuard no_grad;
        target.copy_(to_tensor(from));
    }
}

at::Tensor activate(at::Tensor x, Activation activation) {
    switch (activation) {
        case Activation::none:
            return x;
        case Activation::relu:
            return x.relu_();
        case Activation::leaky_relu:
            return at::leaky_relu_(x, kLeakySlope);
        case Activation::tanh:
            return x.tanh_();
        // Images are −1…1 everywhere in zscope; a generator that ends in a sigmoid makes 0…1.
        case Activation::sigmoid:
            return x.sigmoid_().mul(2.0).sub(1.0);
    }
    fail("an unknown activation");
}

}  // namespace

Network::Network(const Architecture& architecture) : architecture_(architecture) {
    cuda_device();  // before LibTorch's first convolution
    for (const Block& block : architecture.blocks) {
        parameters_[block.name + ".weight"] = at::zeros(weight_shape(architecture.kind, block));
        if (block.bias) parameters_[block.name + ".bias"] = at::zeros({block.out});
        if (!block.norm_name) continue;
        parameters_[*block.norm_name + ".weight"] = at::ones({block.out});
        parameters_[*block.norm_name + ".bias"] = at::zeros({block.out});
        buffers_[*block.norm_name + ".running_mean"] = at::zeros({block.out});
        buffers_[*block.norm_name + ".running_var"] = at::ones({block.out});
        buffers_[*block.norm_name + ".num_batches_tracked"] = at::zeros({}, at::kLong);
    }
}

Network Network::initialised(const Architecture& architecture, std::uint64_t seed) {
    Network network(architecture);
    const std::uint64_t base = mix_seed(seed, static_cast<std::uint64_t>(architecture.kind));
    std::uint64_t tensor = 0;
    for (const Block& block : architecture.blocks) {
        at::Tensor& weight = network.parameters_.at(block.name + ".weight");
        fill_normal(weight, 0.0F, mix_seed(base, tensor++));
        if (!block.norm_name) continue;
        at::Tensor& scale = network.parameters_.at(*block.norm_name + ".weight");
        fill_normal(scale, 1.0F, mix_seed(base, tensor++));
    }
    return network;
}

Network Network::from_tensors(const Architecture& architecture, const NamedTensors& tensors) {
    Network network(architecture);
    network.load(tensors);
    return network;
}

void Network::load(const NamedTensors& tensors) {
    for (auto* group : {&parameters_, &buffers_}) {
        for (auto& [name, target] : *group) {
            const auto found = tensors.find(name);
            if (found != tensors.end()) {
                load_tensor(target, name, found->second);
            } else if (target.scalar_type() == at::kLong) {
                target.zero_();  // num_batches_tracked: files from before PyTorch 0.4.1 lack it
            } else {
                fail("The model lacks the tensor {}", name);
            }
        }
    }
    for (const auto& [name, tensor] : tensors) {
        if (!parameters_.contains(name) && !buffers_.contains(name)) {
            fail("The model has a tensor {} that its architecture does not use", name);
        }
    }
}

at::Tensor Network::run_block(const Block& block, at::Tensor x, Mode mode) {
    const at::Tensor& weight = parameters_.at(block.name + ".weight");
    const at::Tensor bias = block.bias ? parameters_.at(block.name + ".bias") : at::Tensor();
    const std::array<std::int64_t, 2> stride = {block.stride, block.stride};
    const std::array<std::int64_t, 2> padding = {block.padding, block.padding};
    const std::array<std::int64_t, 2> more = {block.output_padding, block.output_padding};
    x = architecture_.kind == LayerKind::conv_transpose
            ? at::conv_transpose2d(x, weight, bias, stride, padding, more)
            : at::conv2d(x, weight, bias, stride, padding);
    if (block.norm_name) {
        const std::string& norm = *block.norm_name;
        const bool training = mode == Mode::train;
        if (training) buffers_.at(norm + ".num_batches_tracked").add_(1);
        x = at::batch_norm(x, parameters_.at(norm + ".weight"), parameters_.at(norm + ".bias"),
                           buffers_.at(norm + ".running_mean"), buffers_.at(norm + ".running_var"),
                           training, kNormMomentum, block.eps, /*cudnn_enabled=*/x.is_cuda());
    }
    // D stays in logits to its end: the loss on logits is the stable one.
    const bool logits =
        architecture_.kind == LayerKind::conv && &block == &architecture_.blocks.back();
    return logits && block.activation == Activation::sigmoid ? x : activate(x, block.activation);
}

at::Tensor Network::forward_to_block(at::Tensor x, std::int64_t block, Mode mode,
                                     std::span<const Edit> edits) {
    const auto blocks = static_cast<std::int64_t>(architecture_.blocks.size());
    if (block < 1 || block > blocks) fail("There is no block {}: the model has {}", block, blocks);
    for (const Edit& edit : edits)
        check_edit(edit, architecture_);
    if (architecture_.kind == LayerKind::conv_transpose) {
        ZSCOPE_CHECK(x.dim() == 2 && x.size(1) == architecture_.inputs(),
                     "z with {} dimensions, inputs {}", x.dim(), architecture_.inputs());
        x = x.reshape({x.size(0), architecture_.inputs(), 1, 1});
    }
    for (std::int64_t number = 1; number <= block; ++number) {
        x = run_block(architecture_.blocks[static_cast<std::size_t>(number - 1)], x, mode);
        for (const Edit& edit : edits) {
            if (edit.on && edit.block == number) x = apply_edit(x, edit);
        }
    }
    return x;
}

std::vector<at::Tensor> Network::forward_blocks(at::Tensor x, std::int64_t block, Mode mode) {
    std::vector<at::Tensor> maps;
    for (const Block& each : std::span(architecture_.blocks).first(static_cast<std::size_t>(block)))
        maps.push_back(x = run_block(each, x, mode));
    return maps;
}

at::Tensor Network::forward(at::Tensor x, Mode mode, std::span<const Edit> edits) {
    const std::int64_t images = x.size(0);
    const auto last = static_cast<std::int64_t>(architecture_.blocks.size());
    x = forward_to_block(std::move(x), last, mode, edits);
    if (architecture_.kind == LayerKind::conv_transpose) return x;
    if (x.numel() != images) {
        fail(
            "This discriminator is not made for images of this size: it gives {} numbers per image",
            images > 0 ? x.numel() / images : 0);
    }
    return x.reshape({images});
}

void Network::require_grad(bool on) {
    for (auto& [name, tensor] : parameters_)
        tensor.requires_grad_(on);
}

NamedTensors Network::to_host() const {
    NamedTensors result;
    for (const auto* group : {&parameters_, &buffers_}) {
        for (const auto& [name, tensor] : *group) {
            const auto type = tensor.is_floating_point() ? at::kFloat : tensor.scalar_type();
            result.emplace(name, detail::to_host(tensor.to(type)));
        }
    }
    return result;
}

}  // namespace zscope::detail
