// SPDX-License-Identifier: MIT
#include "core/engine/detail/direct/discriminator.h"

namespace zscope::detail::direct {

using kernels::Geometry;

namespace {

constexpr float kLeakySlope = 0.2F;

kernels::HeadArgs head_args(const HiddenLayer& last, const float* weights) {
    kernels::HeadArgs args;
    args.shape = last.shape();
    args.maps = last.after();
    args.weights = weights;
    return args;
}

}  // namespace

Discriminator::Discriminator(const Crew& crew, Network& network, std::int64_t images)
    : crew_(crew) {
    const std::vector<Block>& blocks = network.architecture().blocks;
    std::int64_t side = network.architecture().image_size();
    for (std::size_t i = 0; i + 1 < blocks.size(); ++i) {
        side /= 2;
        const Block& block = blocks[i];
        weights_.emplace_back(crew, i == 0 ? Geometry::pointwise : Geometry::strided, block.out,
                              block.in, side, images);
        at::Tensor& weight = network.parameters().at(block.name + ".weight");
        weights_.back().bind(weight, parameter_gradient(weight));
        layers_.emplace_back(crew, MapsShape{side, block.out, images}, i > 0, kLeakySlope);
        norms_.push_back(i > 0 ? norm_tensors(network, block) : NormTensors{});
    }
    at::Tensor& head = network.parameters().at(blocks.back().name + ".weight");
    head_ = head.const_data_ptr<float>();
    head_gradient_ = parameter_gradient(head).mutable_data_ptr<float>();
}

void Discriminator::pack() {
    for (LayerWeights& weights : weights_) {
        weights.pack_down();
        weights.pack_up();
    }
}

NormTensors Discriminator::norm(std::size_t layer, bool with_gradients) const {
    NormTensors norm = norms_[layer];
    if (!with_gradients) norm.scale_gradient = norm.shift_gradient = nullptr;
    return norm;
}

std::vector<float> Discriminator::forward(const ImagePatches& patches, bool train) {
    const std::size_t count = layers_.size();
    for (std::size_t i = 0; i < count; ++i) {
        HiddenLayer& layer = layers_[i];
        const MapsShape& in = i == 0 ? patches.shape : layers_[i - 1].shape();
        const void* maps = i == 0 ? patches.maps.data() : layers_[i - 1].after();
        // The last maps go to the head, which reads them as they are.
        const Form operand = train && i + 1 < count ? Form::big : Form::none;
        weights_[i].multiply_down(in, maps, layer.forward_output(operand), layer);
        if (layer.normed()) layer.finish_forward(norm(i, false), operand);
    }
    const auto images = static_cast<std::size_t>(layers_.back().shape().images);
    const auto stride =
        static_cast<std::size_t>(kernels::padded(static_cast<std::int64_t>(images)));
    std::vector<float> parts(static_cast<std::size_t>(crew_.threads) * stride, 0.0F);
    crew_.run_each(crew_.set->head_forward, head_args(layers_.back(), head_),
                   [&](kernels::HeadArgs& own, int part) {
                       own.logits = parts.data() + static_cast<std::size_t>(part) * stride;
                   });
    std::vector<float> logits(images, 0.0F);
    for (std::size_t i = 0; i < parts.size(); ++i) {
        if (i % stride < images) logits[i % stride] += parts[i];
    }
    return logits;
}

void Discriminator::through_layers(const std::vector<float>& gradients, bool train, bool add) {
    std::vector<float> padded(gradients);
    padded.resize(
        static_cast<std::size_t>(kernels::padded(static_cast<std::int64_t>(gradients.size()))),
        0.0F);
    kernels::HeadArgs head = head_args(layers_.back(), head_);
    head.gradients = padded.data();
    head.weight_gradient = head_gradient_;
    head.add = add;
    if (train) crew_.run(crew_.set->head_weights, head);
    const Form operand = train ? Form::small : Form::none;
    HiddenLayer& last = layers_.back();
    head.output = last.gradient_output(operand);
    last.clear_sums();
    crew_.run_each(crew_.set->head_backward, head,
                   [&](kernels::HeadArgs& own, int part) { own.output.sums = last.sums_of(part); });
    for (std::size_t i = layers_.size(); i-- > 1;) {
        HiddenLayer& layer = layers_[i];
        HiddenLayer& below = layers_[i - 1];
        layer.finish_gradient(norm(i, train), operand, add);
        if (train) weights_[i].gradient(side_of(layer), side_of(below), add);
        weights_[i].multiply_up(layer.shape(), layer.gradient(), below.gradient_output(operand),
                                below);
    }
}

void Discriminator::backward(const ImagePatches& patches, const std::vector<float>& gradients,
                             bool add) {
    through_layers(gradients, true, add);
    weights_.front().gradient(side_of(layers_.front()), patches.side(), add);
}

void Discriminator::backward_to_images(const std::vector<float>& gradients,
                                       const BorderedImages& images,
                                       BorderedImages& image_gradient) {
    through_layers(gradients, false, false);
    const HiddenLayer& first = layers_.front();
    kernels::Output output;
    output.store = kernels::Store::image_gradient;
    output.image = image_gradient.memory.as<float>();
    output.image_values = images.memory.as<float>();
    output.image_side = images.side;
    weights_.front().multiply_to_image(first.shape(), first.gradient(), output);
}

}  // namespace zscope::detail::direct
