// SPDX-License-Identifier: MIT
#pragma once

#include <cmath>
#include <string>
#include <vector>

#include "core/model/architecture.h"
#include "core/model/host_tensor.h"

namespace zscope::test {

// One image's feature maps, (channels, size, size), in double.
struct Maps {
    std::int64_t channels = 0;
    std::int64_t size = 0;
    std::vector<double> values;

    Maps(std::int64_t c, std::int64_t s)
        : channels(c), size(s), values(static_cast<std::size_t>(c * s * s), 0.0) {}
    double& at(std::int64_t c, std::int64_t y, std::int64_t x) {
        return values[static_cast<std::size_t>((c * size + y) * size + x)];
    }
};

// The definition of the (transposed) convolution, written out: what LibTorch is compared with.
inline Maps convolve(LayerKind kind, const Block& block, const HostTensor& weight, Maps in) {
    const bool grows = kind == LayerKind::conv_transpose;
    const std::int64_t size = grows
                                  ? (in.size - 1) * block.stride - 2 * block.padding + block.kernel
                                  : (in.size + 2 * block.padding - block.kernel) / block.stride + 1;
    Maps out(block.out, size);
    const auto w = weight.f32();
    const std::int64_t k = block.kernel;
    // A large cell meets a small one where large = small·stride − padding + tap.
    Maps& small = grows ? in : out;
    Maps& large = grows ? out : in;
    for (std::int64_t i = 0; i < block.in; ++i)
        for (std::int64_t o = 0; o < block.out; ++o)
            for (std::int64_t tap = 0; tap < k * k; ++tap) {
                const std::int64_t first = grows ? i * block.out + o : o * block.in + i;
                const double factor = w[static_cast<std::size_t>(first * k * k + tap)];
                for (std::int64_t y = 0; y < small.size; ++y)
                    for (std::int64_t x = 0; x < small.size; ++x) {
                        const std::int64_t ly = y * block.stride - block.padding + tap / k;
                        const std::int64_t lx = x * block.stride - block.padding + tap % k;
                        if (ly < 0 || lx < 0 || ly >= large.size || lx >= large.size) continue;
                        if (grows) {
                            out.at(o, ly, lx) += factor * in.at(i, y, x);
                        } else {
                            out.at(o, y, x) += factor * in.at(i, ly, lx);
                        }
                    }
            }
    return out;
}

// BatchNorm with the model's statistics, as Ioffe and Szegedy (2015) define it for inference.
inline void normalise(const Block& block, const NamedTensors& tensors, Maps& maps) {
    const std::string& name = *block.norm_name;
    for (std::int64_t c = 0; c < maps.channels; ++c) {
        const auto i = static_cast<std::size_t>(c);
        const double mean = tensors.at(name + ".running_mean").f32()[i];
        const double variance = tensors.at(name + ".running_var").f32()[i];
        const double scale = tensors.at(name + ".weight").f32()[i];
        const double shift = tensors.at(name + ".bias").f32()[i];
        for (std::int64_t cell = 0; cell < maps.size * maps.size; ++cell) {
            double& x = maps.values[static_cast<std::size_t>(c * maps.size * maps.size + cell)];
            x = (x - mean) / std::sqrt(variance + block.eps) * scale + shift;
        }
    }
}

inline double activated(double x, Activation activation) {
    switch (activation) {
        case Activation::none:
            return x;
        case Activation::relu:
            return x > 0 ? x : 0;
        case Activation::leaky_relu:
            return x > 0 ? x : 0.2 * x;
        case Activation::tanh:
            return std::tanh(x);
        case Activation::sigmoid:
            return 2 / (1 + std::exp(-x)) - 1;
    }
    return NAN;
}

inline Maps reference_block(LayerKind kind, const Block& block, const NamedTensors& tensors,
                            Maps maps) {
    maps = convolve(kind, block, tensors.at(block.name + ".weight"), std::move(maps));
    if (block.norm_name) normalise(block, tensors, maps);
    for (double& x : maps.values)
        x = activated(x, block.activation);
    return maps;
}

// `input` of the network through its first `blocks` blocks (all: 0), in eval mode.
inline Maps reference_forward(const Architecture& network, const NamedTensors& tensors, Maps input,
                              std::size_t blocks = 0) {
    const std::size_t last = blocks == 0 ? network.blocks.size() : blocks;
    for (std::size_t i = 0; i < last; ++i) {
        input = reference_block(network.kind, network.blocks[i], tensors, std::move(input));
    }
    return input;
}

}  // namespace zscope::test
