// SPDX-License-Identifier: MIT
#pragma once

#include <vector>

#include "core/engine/detail/direct/layer_weights.h"

namespace zscope::detail::direct {

// D in train mode on our kernels, forward and backward, for batches of one size. Works on the
// network's own weights and statistics; gradients go to the parameters' grad.
class Discriminator {
  public:
    Discriminator(const Crew& crew, Network& network, std::int64_t images);

    // After the weights have changed.
    void pack();
    // Logits (N) of the images that the patches hold. `train`: weight gradients will be wanted.
    std::vector<float> forward(const ImagePatches& patches, bool train);
    // After a forward with `train`: the weight gradients of the loss whose gradient by the logits
    // is given, added to what is there if `add`.
    void backward(const ImagePatches& patches, const std::vector<float>& gradients, bool add);
    // After any forward: the gradient by the images, through the tanh that made them.
    void backward_to_images(const std::vector<float>& gradients, const BorderedImages& images,
                            BorderedImages& image_gradient);

  private:
    void through_layers(const std::vector<float>& gradients, bool train, bool add);
    NormTensors norm(std::size_t layer, bool with_gradients) const;

    Crew crew_;
    std::vector<LayerWeights> weights_;  // of each block but the head
    std::vector<HiddenLayer> layers_;    // what they make
    std::vector<NormTensors> norms_;     // of layers 1 …; the first has none
    const float* head_ = nullptr;        // (4 · 4, channels)
    float* head_gradient_ = nullptr;
};

}  // namespace zscope::detail::direct
