// SPDX-License-Identifier: MIT
#pragma once

#include <ATen/ATen.h>

#include <cstdint>
#include <functional>
#include <span>
#include <stop_token>
#include <vector>

#include "core/worlds/world.h"

namespace zscope::detail {

// Images of a world with what is known of them.
struct WorldSet {
    at::Tensor pixels;    // (N, 64, 64, 3) bytes
    at::Tensor labels;    // (N, A): 0 or 1, angles as a share of their spread
    at::Tensor segments;  // (N, 64, 64) bytes; undefined without maps
};
// Images first … first + count − 1 at 64 pixels. `stop` ends it with an Error.
WorldSet draw_set(const World& world, std::uint64_t seed, std::int64_t first, std::int64_t count,
                  const std::stop_token& stop, const std::function<void(double share)>& progress);

// (N, H, W, C) bytes → (N, 3, 64, 64) in −1…1, whatever the size; grey is repeated.
at::Tensor oracle_input(const at::Tensor& bytes);
// The same from (N, C, H, W) in −1…1.
at::Tensor oracle_input_of_planes(const at::Tensor& planes);

}  // namespace zscope::detail
