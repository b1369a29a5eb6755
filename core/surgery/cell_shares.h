// SPDX-License-Identifier: MIT
#pragma once

#include <cstdint>
#include <span>
#include <vector>

namespace zscope {

// How much of each cell of a map is covered by what a finer or coarser square marks.
// marked: (size, size) row-major, not 0 where it is; result: (cells, cells), 0 … 1. Exact for any
// pair of sizes: cells that overlap a border count by area.
std::vector<float> cell_shares(std::span<const std::uint8_t> marked, std::int64_t size,
                               std::int64_t cells);

}  // namespace zscope
