// SPDX-License-Identifier: MIT
#include "core/engine/detail/direct/generator.h"

#include "core/base/check.h"

namespace zscope::detail::direct {

using kernels::Geometry;

Generator::Generator(const Crew& crew, Network& network, std::int64_t images)
    : crew_(crew),
      z_shape_{1, network.architecture().nz, images},
      z_(static_cast<std::size_t>(z_shape_.elements()) * crew.element_bytes()) {
    if (crew.set->paired) z_form_ = kernels::Buffer(z_.bytes());
    const std::vector<Block>& blocks = network.architecture().blocks;
    std::int64_t side = 4;
    for (std::size_t i = 0; i < blocks.size(); ++i, side *= 2) {
        const Block& block = blocks[i];
        const bool last = i + 1 == blocks.size();
        const Geometry geometry = i == 0 ? Geometry::full
                                  : last ? Geometry::pointwise
                                         : Geometry::strided;
        const std::int64_t small_side = i == 0 ? 1 : side / 2;
        weights_.emplace_back(crew, geometry, block.in, block.out, small_side, images);
        at::Tensor& weight = network.parameters().at(block.name + ".weight");
        weights_.back().bind(weight, parameter_gradient(weight));
        if (last) break;
        layers_.emplace_back(crew, MapsShape{side, block.out, images}, true, 0.0F);
        norms_.push_back(norm_tensors(network, block));
    }
}

void Generator::pack() {
    for (std::size_t i = 0; i < weights_.size(); ++i) {
        weights_[i].pack_up();
        if (i > 0) weights_[i].pack_down();  // nobody wants the gradient of z
    }
}

void Generator::take(const at::Tensor& z) {
    ZSCOPE_CHECK(z.size(0) == z_shape_.images && z.size(1) == z_shape_.channels,
                 "{} latents of {} numbers", z.size(0), z.size(1));
    kernels::TakeArgs args;
    args.shape = z_shape_;
    const at::Tensor dense = z.contiguous();
    args.values = dense.const_data_ptr<float>();
    args.maps = z_.data();
    args.form = z_form_.data();
    crew_.run(crew_.set->take, args);
}

void Generator::forward(const at::Tensor& z, BorderedImages& images) {
    take(z);
    const std::size_t count = layers_.size();
    for (std::size_t i = 0; i <= count; ++i) {
        const MapsShape& in = i == 0 ? z_shape_ : layers_[i - 1].shape();
        const void* maps = i == 0 ? z_.data() : layers_[i - 1].after();
        if (i == count) {
            kernels::Output output;
            output.store = kernels::Store::image;
            output.image = images.memory.as<float>();
            output.image_side = images.side;
            weights_[i].multiply_to_image(in, maps, output);
            return;
        }
        HiddenLayer& layer = layers_[i];
        weights_[i].multiply_up(in, maps, layer.forward_output(Form::none), layer);
        layer.finish_forward(norms_[i], Form::small);
    }
}

void Generator::backward(const BorderedImages& image_gradient, ImagePatches& patches) {
    patches.take(image_gradient, true);
    weights_.back().gradient(side_of(layers_.back()), patches.side(), false);
    for (std::size_t i = layers_.size(); i-- > 0;) {
        HiddenLayer& layer = layers_[i];
        const bool top = i + 1 == layers_.size();
        const MapsShape& above = top ? patches.shape : layers_[i + 1].shape();
        const void* gradient = top ? patches.maps.data() : layers_[i + 1].gradient();
        weights_[i + 1].multiply_down(above, gradient, layer.gradient_output(Form::none), layer);
        layer.finish_gradient(norms_[i], Form::big, false);
        const LayerWeights::Side below =
            i > 0 ? side_of(layers_[i - 1])
                  : LayerWeights::Side{z_shape_, z_.data(),
                                       crew_.set->paired ? z_form_.data() : z_.data()};
        weights_[i].gradient(below, side_of(layer), false);
    }
}

}  // namespace zscope::detail::direct
