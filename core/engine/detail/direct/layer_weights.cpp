// SPDX-License-Identifier: MIT
#include "core/engine/detail/direct/layer_weights.h"

#include <cstring>

#include "core/base/check.h"
#include "core/engine/detail/direct/libtorch_product.h"

namespace zscope::detail::direct {

using kernels::Geometry;

namespace {

constexpr std::int64_t kReadTooFar = 16;  // numbers behind an image that patches may read

std::size_t image_numbers(std::int64_t images, std::int64_t side, std::int64_t channels) {
    return static_cast<std::size_t>(images * (side + 2) * (side + 2) * channels + kReadTooFar);
}

}  // namespace

LayerWeights::LayerWeights(const Crew& crew, Geometry geometry, std::int64_t small,
                           std::int64_t big, std::int64_t small_side, std::int64_t images)
    : crew_(crew), geometry_(geometry), small_(small), big_(big), small_side_(small_side) {
    const auto way = [&](Product product) {
        if (geometry == Geometry::pointwise) return crew.set;  // images go through patches
        return kernels_for(crew.table,
                           {product, geometry, small, big, small_side, images, crew.set->bf16});
    };
    way_down_ = way(Product::down);
    way_up_ = way(Product::up);
    way_weights_ = way(Product::weights);
    const auto bytes = [&](Geometry kind, bool down) {
        return static_cast<std::size_t>(kernels::packed_elements(kind, down, small, big)) *
               crew.element_bytes();
    };
    down_ = kernels::Buffer(bytes(geometry, true));
    up_ = kernels::Buffer(bytes(geometry_up(), false));
}

Geometry LayerWeights::geometry_up() const {
    return geometry_ == Geometry::pointwise ? Geometry::neighbours : geometry_;
}

void LayerWeights::bind(const at::Tensor& weight, const at::Tensor& gradient) {
    ZSCOPE_CHECK(weight.numel() == small_ * big_ * 16 &&
                     weight.is_contiguous(at::MemoryFormat::ChannelsLast) &&
                     gradient.strides() == weight.strides(),
                 "a weight of {} numbers that is not channels last", weight.numel());
    weight_ = weight;
    weight_gradient_ = gradient;
    values_ = weight.const_data_ptr<float>();
    gradient_ = gradient.mutable_data_ptr<float>();
}

void LayerWeights::pack(bool down) {
    kernels::PackArgs args;
    args.geometry = down ? geometry_ : geometry_up();
    args.down = down;
    args.small = small_;
    args.big = big_;
    args.weights = values_;
    args.packed = down ? down_.data() : up_.data();
    crew_.run(crew_.set->pack, args);
}

kernels::MultiplyArgs LayerWeights::arguments(bool down, const MapsShape& in,
                                              const void* maps) const {
    const bool image = geometry_ == Geometry::pointwise;
    kernels::MultiplyArgs args;
    args.geometry = down ? geometry_ : geometry_up();
    args.down = down;
    args.in = in;
    args.input = maps;
    args.weights = down ? down_.data() : up_.data();
    args.out_channels = down ? small_ : image ? 4 * big_ : big_;
    if (down || image) {
        args.out_side = small_side_;
    } else {
        args.out_side = geometry_ == Geometry::full ? 4 : 2 * small_side_;
    }
    return args;
}

void LayerWeights::multiply(const kernels::KernelSet* set, const kernels::MultiplyArgs& args,
                            HiddenLayer& to) const {
    to.clear_sums();
    const auto sums_of = [&](int part) { return to.sums_of(part); };
    if (set == nullptr) {
        libtorch_multiply(crew_, args, weight_, sums_of);
        return;
    }
    crew_.run_each(set->multiply, args,
                   [&](kernels::MultiplyArgs& own, int part) { own.output.sums = sums_of(part); });
}

void LayerWeights::multiply_down(const MapsShape& in, const void* maps,
                                 const kernels::Output& output, HiddenLayer& to) const {
    kernels::MultiplyArgs args = arguments(true, in, maps);
    args.output = output;
    multiply(way_down_, args, to);
}

void LayerWeights::multiply_up(const MapsShape& in, const void* maps, const kernels::Output& output,
                               HiddenLayer& to) const {
    kernels::MultiplyArgs args = arguments(false, in, maps);
    args.output = output;
    multiply(way_up_, args, to);
}

void LayerWeights::multiply_to_image(const MapsShape& in, const void* maps,
                                     const kernels::Output& output) const {
    kernels::MultiplyArgs args = arguments(false, in, maps);
    args.output = output;
    args.output.image_channels = big_;
    crew_.run(crew_.set->multiply, args);
}

void LayerWeights::gradient(const Side& small, const Side& big, bool add) const {
    if (way_weights_ == nullptr) {
        libtorch_weight_gradient(crew_, geometry_, small.shape, small.maps, big.shape, big.maps,
                                 weight_, weight_gradient_, add);
        return;
    }
    kernels::WeightGradientArgs args;
    args.geometry = geometry_;
    args.small = small.shape;
    args.big = big.shape;
    args.image_channels = big_;
    args.small_operand = small.operand;
    args.big_operand = big.operand;
    args.gradient = gradient_;
    args.add = add;
    crew_.run(way_weights_->weight_gradient, args);
}

at::Tensor parameter_gradient(at::Tensor& parameter) {
    at::Tensor& gradient = parameter.mutable_grad();
    if (!gradient.defined() || gradient.strides() != parameter.strides()) {
        gradient = at::zeros_like(parameter.detach());
    }
    return gradient;
}

NormTensors norm_tensors(Network& network, const Block& block) {
    const std::string& name = *block.norm_name;
    at::Tensor& scale = network.parameters().at(name + ".weight");
    at::Tensor& shift = network.parameters().at(name + ".bias");
    NormTensors norm;
    norm.scale = scale.const_data_ptr<float>();
    norm.shift = shift.const_data_ptr<float>();
    norm.scale_gradient = parameter_gradient(scale).mutable_data_ptr<float>();
    norm.shift_gradient = parameter_gradient(shift).mutable_data_ptr<float>();
    auto& buffers = network.buffers();
    norm.running_mean = buffers.at(name + ".running_mean").mutable_data_ptr<float>();
    norm.running_variance = buffers.at(name + ".running_var").mutable_data_ptr<float>();
    norm.batches = buffers.at(name + ".num_batches_tracked").mutable_data_ptr<std::int64_t>();
    norm.eps = block.eps;
    return norm;
}

BorderedImages::BorderedImages(std::int64_t count, std::int64_t width, std::int64_t depth)
    : images(count),
      side(width),
      channels(depth),
      memory(image_numbers(count, width, depth) * sizeof(float)) {}

void BorderedImages::take(const at::Tensor& from) {
    ZSCOPE_CHECK(from.size(0) == images && from.size(1) == channels && from.size(2) == side,
                 "{} images of {} pixels for {} of {}", from.size(0), from.size(2), images, side);
    const at::Tensor dense = from.permute({0, 2, 3, 1}).contiguous();
    const auto* rows = dense.const_data_ptr<float>();
    const std::int64_t run = side * channels;
    for (std::int64_t image = 0; image < images; ++image) {
        for (std::int64_t y = 0; y < side; ++y) {
            std::memcpy(
                memory.as<float>() + ((image * (side + 2) + y + 1) * (side + 2) + 1) * channels,
                rows + (image * side + y) * run, static_cast<std::size_t>(run) * sizeof(float));
        }
    }
}

at::Tensor BorderedImages::copy() const {
    const at::Tensor whole =
        at::from_blob(memory.data(), {images, side + 2, side + 2, channels}, at::kFloat);
    return whole.narrow(1, 1, side).narrow(2, 1, side).contiguous().permute({0, 3, 1, 2});
}

ImagePatches::ImagePatches(const Crew& with, std::int64_t images, std::int64_t image_side)
    : crew(with),
      shape{.side = image_side / 2, .channels = kernels::kPatchColumns, .images = images},
      maps(static_cast<std::size_t>(shape.elements()) * with.element_bytes()) {
    if (crew.set->paired) form = kernels::Buffer(maps.bytes());
}

void ImagePatches::take(const BorderedImages& from, bool as_operand) {
    kernels::PatchArgs args;
    args.image = from.memory.as<float>();
    args.image_side = from.side;
    args.image_channels = from.channels;
    args.shape = shape;
    args.maps = maps.data();
    args.form = as_operand && crew.set->paired ? form.data() : nullptr;
    crew.run(crew.set->patches, args);
}

}  // namespace zscope::detail::direct
