// SPDX-License-Identifier: MIT
#include "core/engine/detail/d_looks.h"

#include <algorithm>
#include <array>
#include <vector>

#include "core/base/error.h"

namespace zscope::detail {

namespace {

constexpr std::int64_t kPooledSide = 4;

void check_block(const Architecture& d, std::int64_t block) {
    const auto blocks = std::ssize(d.blocks);
    if (block < 1 || block > blocks) {
        fail("There is no block {} of D: it has blocks 1 to {}", block, blocks);
    }
}

// From the activation's output back to its input.
at::Tensor through_activation(const at::Tensor& gradient, const at::Tensor& output,
                              Activation activation, SaliencyKind kind) {
    switch (activation) {
        case Activation::none:
            return gradient;
        case Activation::relu:
        case Activation::leaky_relu: {
            // The output of either is positive where the input was.
            const at::Tensor passes = output > 0;
            if (kind == SaliencyKind::guided) return gradient.clamp_min(0) * passes;
            const double leak = activation == Activation::leaky_relu ? kLeakySlope : 0.0;
            return at::where(passes, gradient, gradient * leak);
        }
        case Activation::tanh:
            return gradient * (1.0 - output.square());
        case Activation::sigmoid:  // which is 2σ(x) − 1 here
            return gradient * (1.0 - output.square()) * 0.5;
    }
    fail("an unknown activation");
}

// From a block's output back to its input.
at::Tensor through_block(const Network& d, const Block& block, const at::Tensor& input,
                         const at::Tensor& output, at::Tensor gradient, SaliencyKind kind) {
    const bool logits = &block == &d.architecture().blocks.back();
    const Activation activation =
        logits && block.activation == Activation::sigmoid ? Activation::none : block.activation;
    gradient = through_activation(gradient, output, activation, kind);
    if (block.norm_name) {
        const at::Tensor& scale = d.parameters().at(*block.norm_name + ".weight");
        const at::Tensor& variance = d.buffers().at(*block.norm_name + ".running_var");
        gradient = gradient * (scale / (variance + block.eps).sqrt()).view({1, -1, 1, 1});
    }
    const std::array<std::int64_t, 2> stride = {block.stride, block.stride};
    const std::array<std::int64_t, 2> padding = {block.padding, block.padding};
    const std::array<std::int64_t, 2> dilation = {1, 1}, more = {0, 0};
    const at::Tensor& weight = d.parameters().at(block.name + ".weight");
    return std::get<0>(at::convolution_backward(
        gradient.contiguous(), input, weight, at::OptionalIntArrayRef(), stride, padding, dilation,
        /*transposed=*/false, more, /*groups=*/1, {true, false, false}));
}

// Of the logit, or of the mean of one map, with respect to the maps they are taken from.
at::Tensor first_gradient(const at::Tensor& maps, const WantSaliency& what) {
    if (what.block == 0) {
        if (maps.numel() != maps.size(0)) {
            fail("This D gives {} numbers per image, not one logit: ask for a unit instead",
                 maps.size(0) > 0 ? maps.numel() / maps.size(0) : 0);
        }
        return at::ones_like(maps);
    }
    if (what.unit < 0 || what.unit >= maps.size(1)) {
        fail("There is no unit {} in block {} of D: it has units 0 to {}", what.unit, what.block,
             maps.size(1) - 1);
    }
    at::Tensor gradient = at::zeros_like(maps);
    gradient.select(1, what.unit).fill_(1.0 / static_cast<double>(maps.size(2) * maps.size(3)));
    return gradient;
}

}  // namespace

const Architecture& discriminator_of(const ModelSnapshot& model) {
    if (!model.discriminator || !model.d) {
        fail("{} has no discriminator (most published models come without one)",
             model.name.empty() ? "This model" : model.name);
    }
    return *model.discriminator;
}

std::array<std::int64_t, 3> d_map_shape(const Architecture& d, std::int64_t block) {
    check_block(d, block);
    const auto index = static_cast<std::size_t>(block);
    return {d.blocks[index - 1].out, d.map_size(index), d.map_size(index)};
}

at::Tensor d_saliency(Network& d, const at::Tensor& images, const WantSaliency& what) {
    const Architecture& network = d.architecture();
    const std::int64_t from = what.block == 0 ? std::ssize(network.blocks) : what.block;
    check_block(network, from);
    const std::vector<at::Tensor> maps = d.forward_blocks(images, from, Mode::eval);
    at::Tensor gradient = first_gradient(maps.back(), what);
    for (std::size_t block = maps.size(); block > 0; --block) {
        const at::Tensor& input = block > 1 ? maps[block - 2] : images;
        gradient = through_block(d, network.blocks[block - 1], input, maps[block - 1],
                                 std::move(gradient), what.kind);
    }
    return gradient;
}

std::int64_t pooled_feature_count(const Architecture& d) {
    std::int64_t count = 0;
    for (std::size_t block = 1; block < d.blocks.size(); ++block) {
        const std::int64_t side = std::min(kPooledSide, d.map_size(block));
        count += d.blocks[block - 1].out * side * side;
    }
    return count;
}

at::Tensor pooled_features(Network& d, const at::Tensor& images) {
    const auto hidden = std::ssize(d.architecture().blocks) - 1;
    if (hidden < 1) fail("This D has a single block: there are no feature maps in it");
    std::vector<at::Tensor> rows;
    for (const at::Tensor& maps : d.forward_blocks(images, hidden, Mode::eval)) {
        const std::array<std::int64_t, 2> side = {std::min(kPooledSide, maps.size(2)),
                                                  std::min(kPooledSide, maps.size(3))};
        rows.push_back(std::get<0>(at::adaptive_max_pool2d(maps, side)).flatten(1));
    }
    return at::cat(rows, 1);
}

}  // namespace zscope::detail
