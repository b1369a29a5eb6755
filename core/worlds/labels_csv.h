// SPDX-License-Identifier: MIT
#pragma once

#include <cstdint>
#include <span>
#include <string>

#include "core/worlds/world.h"

namespace zscope {

// "image,smile,…" and one line per image: 0 or 1, or degrees with two decimals. `name` gives the
// first column of image i. `labels`: (N, attributes), in the order of the world's attributes.
std::string labels_csv(const World& world, std::span<const std::string> names,
                       std::span<const float> labels);

}  // namespace zscope
