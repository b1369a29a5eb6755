// SPDX-License-Identifier: MIT
#pragma once

#include <map>
#include <string>
#include <string_view>

#include "core/engine/kernels/args.h"
#include "core/engine/kernels/layout.h"

namespace zscope::detail::direct {

// The three products of a layer: towards the small maps (a convolution's forward pass, a transposed
// one's way back), towards the big ones, and the gradient of the weights.
enum class Product { down, up, weights };

// One product of one shape.
struct ProductShape {
    Product product = Product::down;
    kernels::Geometry geometry = kernels::Geometry::strided;
    std::int64_t small_channels = 0, big_channels = 0;
    std::int64_t small_side = 0;
    std::int64_t images = 0;
    bool bf16 = false;

    // "down|64x32->128x16 b128|bf16": as run.json names it.
    std::string key() const;
};

// Which kernels compute which product: the name of a kernel set, or "libtorch" for its convolution.
// What is not named goes to the fastest set of its precision.
using KernelTable = std::map<std::string, std::string>;

inline constexpr std::string_view kLibtorch = "libtorch";

// Whether this processor has the set and all that the table names.
bool has_kernels(const KernelTable& table, const std::string& set);

// Null for LibTorch's convolution. A set that this processor lacks is replaced by its fastest.
const kernels::KernelSet* kernels_for(const KernelTable& table, const ProductShape& shape);

}  // namespace zscope::detail::direct
