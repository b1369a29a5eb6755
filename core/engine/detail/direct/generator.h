// SPDX-License-Identifier: MIT
#pragma once

#include <vector>

#include "core/engine/detail/direct/layer_weights.h"

namespace zscope::detail::direct {

// G in train mode on our kernels, forward and backward, for batches of one size. Works on the
// network's own weights and statistics; gradients go to the parameters' grad.
class Generator {
  public:
    Generator(const Crew& crew, Network& network, std::int64_t images);

    // After the weights have changed.
    void pack();
    // z (N, nz) → images in −1 … 1.
    void forward(const at::Tensor& z, BorderedImages& images);
    // After it: the weight gradients, from the gradient by what went into the tanh. `patches`: room
    // for those of the gradient.
    void backward(const BorderedImages& image_gradient, ImagePatches& patches);

  private:
    void take(const at::Tensor& z);  // as maps of one pixel

    Crew crew_;
    std::vector<LayerWeights> weights_;  // of each block
    std::vector<HiddenLayer> layers_;    // what all but the last make
    std::vector<NormTensors> norms_;
    MapsShape z_shape_;
    kernels::Buffer z_, z_form_;
};

}  // namespace zscope::detail::direct
