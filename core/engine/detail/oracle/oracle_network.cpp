// SPDX-License-Identifier: MIT
#include "core/engine/detail/oracle/oracle_network.h"

#include <array>
#include <cmath>
#include <vector>

#include "core/base/error.h"
#include "core/latent/torch_randn.h"

namespace zscope::detail {

namespace {

constexpr std::array<std::int64_t, 4> kWidths{24, 48, 96, 144};
constexpr std::int64_t kLastSide = 4;  // pixels of the smallest maps
constexpr double kNormMomentum = 0.05;
constexpr double kNormEps = 1e-5;

std::string numbered(const char* name, std::size_t k) {
    return fmt::format("{}.{}", name, k);
}

at::Tensor in_precision(const at::Tensor& x, const at::Tensor& like) {
    return x.scalar_type() == like.scalar_type() ? x : x.to(like.scalar_type());
}

// (N, S): the logarithm of the expected number of pixels of each kind, without "nothing".
at::Tensor log_areas(const at::Tensor& segments) {
    const at::Tensor chances = at::log_softmax(segments, 1).slice(1, 1).flatten(2);
    return at::logsumexp(chances, 2);
}

}  // namespace

OracleNetwork::OracleNetwork(OracleShape shape, std::uint64_t seed) : shape_(shape) {
    shape_.areas = shape.areas && shape.segments > 0;
    std::int64_t in = 3;
    for (std::size_t k = 0; k < kWidths.size(); ++k) {
        add_conv(numbered("down", k), in, kWidths[k], 4);
        add_conv(numbered("same", k), kWidths[k], kWidths[k], 3);
        in = kWidths[k];
    }
    add_linear("features", in * kLastSide * kLastSide, kOracleFeatures);
    add_linear("answers", kOracleFeatures + (shape_.areas ? shape.segments : 0), shape.answers);
    if (shape.segments > 0) {
        for (std::size_t k = kWidths.size() - 1; k > 0; --k) {
            add_conv(numbered("up", k), kWidths[k] + kWidths[k - 1], kWidths[k - 1], 3);
        }
        add_conv("up.0", kWidths[0] + 3, kWidths[0], 3);
        parameters_["segments.weight"] = at::zeros({shape.segments + 1, kWidths[0], 1, 1});
        parameters_["segments.bias"] = at::zeros({shape.segments + 1});
    }
    std::uint64_t tensor = 0;
    for (auto& [name, values] : parameters_) {
        if (values.dim() < 2) continue;
        // He et al. 2015: keeps the variance through layers of ReLU.
        const double fan_in =
            static_cast<double>(values.numel()) / static_cast<double>(values.size(0));
        const std::vector<float> draws = torch_randn(mix_seed(seed, tensor++), values.numel());
        values.copy_(at::from_blob(const_cast<float*>(draws.data()), values.sizes()) *
                     std::sqrt(2.0 / fan_in));
    }
}

OracleNetwork OracleNetwork::from_tensors(OracleShape shape, const NamedTensors& tensors) {
    const auto answers = tensors.find("answers.weight");
    shape.areas = shape.segments > 0 && answers != tensors.end() &&
                  answers->second.shape ==
                      std::vector<std::int64_t>{shape.answers, kOracleFeatures + shape.segments};
    OracleNetwork network(shape, 0);
    std::size_t used = 0;
    for (auto* group : {&network.parameters_, &network.buffers_}) {
        for (auto& [name, target] : *group) {
            const auto found = tensors.find(name);
            if (found == tensors.end()) fail("the oracle lacks the tensor {}", name);
            if (target.sizes() != at::IntArrayRef(found->second.shape)) {
                fail("the oracle's tensor {} has another shape than it should have", name);
            }
            target.copy_(to_tensor(found->second));
            ++used;
        }
    }
    if (used != tensors.size()) fail("the oracle has tensors that nothing uses");
    return network;
}

void OracleNetwork::add_conv(const std::string& name, std::int64_t in, std::int64_t out,
                             std::int64_t kernel) {
    parameters_[name + ".weight"] =
        at::zeros({out, in, kernel, kernel}).contiguous(at::MemoryFormat::ChannelsLast);
    parameters_[name + ".norm.weight"] = at::ones({out});
    parameters_[name + ".norm.bias"] = at::zeros({out});
    buffers_[name + ".norm.running_mean"] = at::zeros({out});
    buffers_[name + ".norm.running_var"] = at::ones({out});
}

void OracleNetwork::add_linear(const std::string& name, std::int64_t in, std::int64_t out) {
    parameters_[name + ".weight"] = at::zeros({out, in});
    parameters_[name + ".bias"] = at::zeros({out});
}

// Convolution, BatchNorm and ReLU. A 4 × 4 kernel halves, a 3 × 3 one keeps the size.
at::Tensor OracleNetwork::conv(const std::string& name, const at::Tensor& x, std::int64_t stride,
                               Mode mode) {
    const at::Tensor weight = in_precision(parameters_.at(name + ".weight"), x);
    const std::array<std::int64_t, 2> steps = {stride, stride};
    const std::array<std::int64_t, 2> padding = {1, 1};
    const at::Tensor y = at::conv2d(x, weight, {}, steps, padding);
    return at::batch_norm(
               y, parameters_.at(name + ".norm.weight"), parameters_.at(name + ".norm.bias"),
               buffers_.at(name + ".norm.running_mean"), buffers_.at(name + ".norm.running_var"),
               mode == Mode::train, kNormMomentum, kNormEps, /*cudnn_enabled=*/false)
        .relu_();
}

// Twice the size, with the maps of that size joined in.
at::Tensor OracleNetwork::up(const std::string& name, const at::Tensor& x, const at::Tensor& beside,
                             Mode mode) {
    const std::array<std::int64_t, 2> size = {beside.size(2), beside.size(3)};
    return conv(name, at::cat({at::upsample_nearest2d(x, size), beside}, 1), 1, mode);
}

OracleOutput OracleNetwork::forward(const at::Tensor& images, Mode mode, bool bf16) {
    const at::Tensor input =
        (bf16 ? images.to(at::kBFloat16) : images).contiguous(at::MemoryFormat::ChannelsLast);
    std::vector<at::Tensor> maps{input};
    for (std::size_t k = 0; k < kWidths.size(); ++k) {
        const at::Tensor smaller = conv(numbered("down", k), maps.back(), 2, mode);
        maps.push_back(smaller + conv(numbered("same", k), smaller, 1, mode));
    }
    const auto linear = [&](const std::string& name, const at::Tensor& x) {
        return at::linear(x, parameters_.at(name + ".weight"), parameters_.at(name + ".bias"));
    };
    OracleOutput output;
    const at::Tensor flat = maps.back().contiguous().flatten(1).to(at::kFloat);
    output.features = linear("features", flat).relu();
    if (shape_.segments > 0) output.segments = segments_of(maps.back(), maps, mode);
    output.answers =
        linear("answers", shape_.areas ? at::cat({output.features, log_areas(output.segments)}, 1)
                                       : output.features);
    return output;
}

at::Tensor OracleNetwork::segments_of(at::Tensor x, const std::vector<at::Tensor>& maps,
                                      Mode mode) {
    for (std::size_t k = kWidths.size(); k > 0; --k) {
        x = up(numbered("up", k - 1), x, maps[k - 1], mode);
    }
    return at::conv2d(x, in_precision(parameters_.at("segments.weight"), x),
                      in_precision(parameters_.at("segments.bias"), x))
        .to(at::kFloat);
}

void OracleNetwork::require_grad(bool on) {
    for (auto& [name, values] : parameters_)
        values.requires_grad_(on);
}

NamedTensors OracleNetwork::to_host() const {
    NamedTensors tensors;
    for (const auto* group : {&parameters_, &buffers_}) {
        for (const auto& [name, values] : *group)
            tensors[name] = detail::to_host(values);
    }
    return tensors;
}

}  // namespace zscope::detail
