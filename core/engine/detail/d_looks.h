// SPDX-License-Identifier: MIT
#pragma once

#include <ATen/ATen.h>

#include <cstdint>

#include "core/engine/detail/network.h"
#include "core/messages/render.h"
#include "core/model/snapshot.h"

namespace zscope::detail {

// D's architecture; an Error that names the model if it came without a D.
const Architecture& discriminator_of(const ModelSnapshot& model);
// Shape of one image's maps after block k of D: (C, h, w). An Error if there is no such block.
std::array<std::int64_t, 3> d_map_shape(const Architecture& d, std::int64_t block);

// The gradient of what `what` names (the logit, or the mean of one map after its activation) with
// respect to the images (N, C, H, W), of the same shape; eval mode. Guided backpropagation
// (Springenberg et al. 2014) lets through a rectifier only what is positive on the way back, and
// only where its input was positive on the way forward. Of a leaky ReLU too: the paper's rule is
// for ReLU, and the leak is there so that D learns, not to say what it saw; with it, what speaks
// against a unit would come through, five times weaker, as if it spoke for it.
at::Tensor d_saliency(Network& d, const at::Tensor& images, const WantSaliency& what);

// D's features as Radford et al. (2015, section 5.1) take them: the maps of all blocks but the
// last, each max-pooled to 4 × 4, flattened, one behind the other. images (N, C, H, W) → (N, F).
at::Tensor pooled_features(Network& d, const at::Tensor& images);
std::int64_t pooled_feature_count(const Architecture& d);  // F

}  // namespace zscope::detail
