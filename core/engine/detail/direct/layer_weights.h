// SPDX-License-Identifier: MIT
#pragma once

#include <ATen/ATen.h>

#include "core/engine/detail/direct/hidden_layer.h"

namespace zscope::detail::direct {

// The weight of one convolution, transposed or not: (small, big, 4, 4) in channels-last memory, so
// (small, taps, big) for the kernels; packed as the operand of the products in both directions.
class LayerWeights {
  public:
    // `geometry` as seen from the maps. At an image, patches stand for its side: `to_image` then
    // packs the way towards the image as a neighbourhood.
    // `small_side`: of the maps on the small side; `images`: of the batch.
    LayerWeights(const Crew& crew, kernels::Geometry geometry, std::int64_t small, std::int64_t big,
                 std::int64_t small_side, std::int64_t images);

    // Points at a parameter and its gradient; packs what `pack` asks for later.
    void bind(const at::Tensor& weight, const at::Tensor& gradient);
    void pack_down() { pack(true); }
    void pack_up() { pack(false); }

    // A product towards the small side / the big one, into a layer that cleared its sums, or into
    // images.
    void multiply_down(const MapsShape& in, const void* maps, const kernels::Output& output,
                       HiddenLayer& to) const;
    void multiply_up(const MapsShape& in, const void* maps, const kernels::Output& output,
                     HiddenLayer& to) const;
    void multiply_to_image(const MapsShape& in, const void* maps,
                           const kernels::Output& output) const;
    // One side of a weight gradient: maps, and the operand made of them.
    struct Side {
        MapsShape shape;
        const void* maps;
        const void* operand;
    };
    void gradient(const Side& small, const Side& big, bool add) const;

  private:
    void pack(bool down);
    void multiply(const kernels::KernelSet* set, const kernels::MultiplyArgs& args,
                  HiddenLayer& to) const;
    kernels::MultiplyArgs arguments(bool down, const MapsShape& in, const void* maps) const;
    kernels::Geometry geometry_up() const;

    Crew crew_;
    kernels::Geometry geometry_;
    std::int64_t small_, big_;
    std::int64_t small_side_;
    // Who computes each product; null: LibTorch's convolutions.
    const kernels::KernelSet *way_down_, *way_up_, *way_weights_;
    at::Tensor weight_, weight_gradient_;
    const float* values_ = nullptr;
    float* gradient_ = nullptr;
    kernels::Buffer down_, up_;
};

// A layer in a weight gradient: its maps, or on the way back their gradient.
inline LayerWeights::Side side_of(const HiddenLayer& layer) {
    return {layer.shape(), layer.after(), layer.operand()};
}

// A network's parameters for the kernels: gradients are made where there are none.
at::Tensor parameter_gradient(at::Tensor& parameter);
NormTensors norm_tensors(Network& network, const Block& block);

// Images with a border of zeros, (N, side + 2, side + 2, channels), fp32.
struct BorderedImages {
    BorderedImages(std::int64_t count, std::int64_t width, std::int64_t depth);
    void take(const at::Tensor& from);  // (N, C, H, W)
    at::Tensor copy() const;            // likewise, channels last
    std::int64_t images, side, channels;
    kernels::Buffer memory;
};

// The maps that stand for an image in a product: a column for each tap and channel.
struct ImagePatches {
    ImagePatches(const Crew& with, std::int64_t images, std::int64_t image_side);
    void take(const BorderedImages& from, bool as_operand);
    LayerWeights::Side side() const {
        return {shape, maps.data(), crew.set->paired ? form.data() : maps.data()};
    }
    Crew crew;
    MapsShape shape;
    kernels::Buffer maps, form;
};

}  // namespace zscope::detail::direct
