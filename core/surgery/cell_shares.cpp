// SPDX-License-Identifier: MIT
#include "core/surgery/cell_shares.h"

#include <algorithm>

#include "core/base/check.h"

namespace zscope {

std::vector<float> cell_shares(std::span<const std::uint8_t> marked, std::int64_t size,
                               std::int64_t cells) {
    ZSCOPE_CHECK(size > 0 && cells > 0 && std::ssize(marked) == size * size, "{} marks of {} x {}",
                 marked.size(), size, size);
    // Overlap of cell c with mark m along one side, in units of 1 / (size · cells).
    const auto overlap = [&](std::int64_t cell, std::int64_t mark) {
        const std::int64_t first = std::max(cell * size, mark * cells);
        const std::int64_t last = std::min((cell + 1) * size, (mark + 1) * cells);
        return std::max<std::int64_t>(0, last - first);
    };
    std::vector<float> shares(static_cast<std::size_t>(cells * cells));
    for (std::int64_t y = 0; y < cells; ++y) {
        for (std::int64_t x = 0; x < cells; ++x) {
            std::int64_t covered = 0;
            for (std::int64_t row = y * size / cells; row * cells < (y + 1) * size; ++row) {
                for (std::int64_t column = x * size / cells; column * cells < (x + 1) * size;
                     ++column) {
                    if (marked[static_cast<std::size_t>(row * size + column)] == 0) continue;
                    covered += overlap(y, row) * overlap(x, column);
                }
            }
            shares[static_cast<std::size_t>(y * cells + x)] =
                static_cast<float>(static_cast<double>(covered) / static_cast<double>(size * size));
        }
    }
    return shares;
}

}  // namespace zscope
