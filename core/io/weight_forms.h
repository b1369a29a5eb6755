// SPDX-License-Identifier: MIT
#pragma once

#include "core/io/foreign_network.h"

namespace zscope {

// Weights that a file holds in parts become the weights that PyTorch would compute with in eval
// mode, in the old form (weight_g, weight_orig …) and in that of torch.nn.utils.parametrizations:
//   weight norm:    weight = g · v / ‖v‖, the norm over all axes along which g has one element
//   spectral norm:  weight = orig / σ with σ = uᵀ·W·v, W being orig with one axis kept
// Of spectral norm's two possible axes (0, or 1 of a transposed convolution) the one whose u and v
// fit is taken, and where both do, the one with the larger σ: u and v are the leading singular
// vectors of that. What does not fit stays as it is, for whoever reads the network to refuse.
ForeignNetwork with_plain_weights(ForeignNetwork network);

}  // namespace zscope
