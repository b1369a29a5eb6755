// SPDX-License-Identifier: MIT
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "core/io/foreign_network.h"

namespace zscope {

// One layer of a foreign network, as its tensors show it.
struct Layer {
    std::string name{};                   // "main.0"
    std::string tensor{};                 // the tensor that stands for it: "main.0.weight"
    std::vector<std::int64_t> shape{};    // of that tensor
    bool is_conv = false;                 // 2-d, transposed or not: shapes do not tell
    bool is_norm = false;                 // BatchNorm2d with running statistics
    bool has_bias = false;                // a convolution's
    bool is_affine = false;               // a BatchNorm's scale and shift are there
    std::string problem{};                // why it can be in no DCGAN; empty if it can
    const TorchModule* module = nullptr;  // borrowed from the network; null if it has none
};

// In the file's order, or that of the names.
std::vector<Layer> collect_layers(const ForeignNetwork& network);

// Which axis of a convolution's weight are the maps it takes, and which those it makes:
// ConvTranspose2d (in, out, k, k), Conv2d (out, in, k, k).
struct WeightAxes {
    std::size_t in, out;
};
inline constexpr WeightAxes kTransposedAxes{0, 1};
inline constexpr WeightAxes kPlainAxes{1, 0};

struct Stage {  // one convolution and the BatchNorm behind it
    const Layer* conv = nullptr;
    const Layer* norm = nullptr;
};

// The convolutions from the first to the last, each taking what the one before makes: in the
// layers' order if that fits, else in that of the names, else in the only order in which the shapes
// fit and that ends where such a network does: transposed in 1 or 3 maps, else in one. None if
// there is no such order.
std::optional<std::vector<Stage>> chain_convolutions(const std::vector<Layer>& layers,
                                                     WeightAxes axes);

// Gives every BatchNorm to a convolution that makes as many maps: by the numbers in their names
// ("conv2", "bn2"), by place, or by width. The first that finds no place is returned; null if all
// did.
const Layer* pair_norms(const std::vector<Layer>& layers, WeightAxes axes,
                        std::vector<Stage>& stages);

}  // namespace zscope
