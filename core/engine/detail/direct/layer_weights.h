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
    LayerWeights(const Crew& crew, kernels::Geometry geometry, std::int64_t small,
                 std::int64_t big);

    // Points at a parameter and its gradient; packs what `pack` asks for later.
    void bind(const at::Tensor& weight, const at::Tensor& gradient);
    void pack_down() { pack(true); }
    void pack_up() { pack(false); }

    // Towards the small side / the big one; the caller sets output and shapes.
    kernels::MultiplyArgs down(const MapsShape& in, const void* maps, std::int64_t out_side) const;
    kernels::MultiplyArgs up(const MapsShape& in, const void* maps, std::int64_t out_side) const;
    // The weight gradient from the operands of both sides.
    void gradient(const MapsShape& small, const void* small_operand, const MapsShape& big,
                  const void* big_operand, bool add) const;
    const float* values() const { return values_; }
    float* gradient_values() const { return gradient_; }

  private:
    void pack(bool down);
    kernels::Geometry geometry_up() const;

    Crew crew_;
    kernels::Geometry geometry_;
    std::int64_t small_, big_;
    const float* values_ = nullptr;
    float* gradient_ = nullptr;
    kernels::Buffer down_, up_;
};

// A network's parameters for the kernels: gradients are made where there are none.
at::Tensor parameter_gradient(at::Tensor& parameter);
NormTensors norm_tensors(Network& network, const Block& block);

// Images with a border of zeros, (N, side + 2, side + 2, channels), fp32.
struct BorderedImages {
    BorderedImages(std::int64_t images, std::int64_t side, std::int64_t channels);
    void take(const at::Tensor& from);  // (N, C, H, W)
    at::Tensor copy() const;            // likewise, channels last
    std::int64_t images, side, channels;
    kernels::Buffer memory;
};

// The maps that stand for an image in a product: a column for each tap and channel.
struct ImagePatches {
    ImagePatches(const Crew& crew, std::int64_t images, std::int64_t image_side,
                 std::int64_t channels);
    void take(const BorderedImages& from, bool as_operand);
    const void* operand() const { return crew.set->paired ? form.data() : maps.data(); }
    Crew crew;
    MapsShape shape;
    kernels::Buffer maps, form;
};

}  // namespace zscope::detail::direct
