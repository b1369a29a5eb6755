// SPDX-License-Identifier: MIT
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "core/io/network_layers.h"
#include "core/model/architecture.h"

namespace zscope {

// What a whole pickled module says about the layers beyond their weights.

// Takes stride, padding and output padding from the convolution's module and eps from that of its
// BatchNorm. Returns why zscope cannot compute such a layer, or nothing.
std::string apply_layer_facts(Block& block, const Stage& stage, LayerKind kind);

// Sets the activation behind each stage to the one module of torch.nn that stands between it and
// the next; where none or several stand there (functions, not modules), it stays as it is. Returns
// the first that zscope does not compute, in words, or nothing.
std::string apply_activations(std::vector<Block>& blocks, const std::vector<Stage>& stages,
                              const std::vector<TorchModule>& modules);

}  // namespace zscope
