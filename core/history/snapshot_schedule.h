// SPDX-License-Identifier: MIT
#pragma once

#include <cstdint>
#include <span>
#include <vector>

namespace zscope {

// When a run keeps a light snapshot: steps 0, 1, 2, 4, 8, then twelve a decade at the preferred
// numbers 1.0 1.2 1.5 1.8 2.2 2.7 3.3 3.9 4.7 5.6 6.8 8.2 (the series E12 of IEC 60063, so that
// steps are round): 10, 12, 15 … 820, 1000, 1200 …  What a GAN's images gain from a step becomes
// less and less, so that equal ratios, not equal differences, show about equally much of the
// learning; a run of a million steps has 66. Pure.
bool snapshot_due(std::int64_t step);

struct KeptSnapshot {
    std::int64_t step = 0;
    std::int64_t bytes = 0;  // on the disk
    bool pinned = false;
};

// Which light snapshots to delete so that all light ones together take at most `budget_bytes`:
// their steps, in the order in which they go. `kept` has growing steps. Again and again the one
// goes whose neighbours, pinned ones too, are nearest to each other as a ratio of steps: so the
// rest stay spread as the schedule is. The first and the last stay, whatever the budget; pinned
// ones stay and count nothing. Pure.
std::vector<std::int64_t> snapshots_to_thin(std::span<const KeptSnapshot> kept,
                                            std::int64_t budget_bytes);

}  // namespace zscope
