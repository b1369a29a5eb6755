// SPDX-License-Identifier: MIT
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <string_view>
#include <vector>

#include "core/model/architecture.h"

namespace zscope {

// Rows take the labels in turn: 0, 1, … K − 1, 0 …
inline constexpr std::int64_t kLabelsInTurn = -1;

// What a generator takes: z (N, nz) with the label of each row behind it, one-hot, (N, nz +
// labels), row-major. `label`: 0 … labels − 1 for all rows, or kLabelsInTurn, row r of which gets
// (first_row + r) mod labels. Without labels z itself. A label that the model lacks is an Error.
std::vector<float> join_labels(std::span<const float> z, const Architecture& generator,
                               std::int64_t label = kLabelsInTurn, std::int64_t first_row = 0);

// (N, width) → (N, width − labels): what the generator takes without its labels.
std::vector<float> without_labels(std::span<const float> inputs, std::size_t width,
                                  std::size_t labels);

// draw_z (torch_randn.h) and join_labels: (count, nz + labels).
std::vector<float> draw_inputs(std::string_view prior, std::uint64_t seed, std::int64_t count,
                               const Architecture& generator, std::int64_t label = kLabelsInTurn);

}  // namespace zscope
