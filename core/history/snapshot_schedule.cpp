// SPDX-License-Identifier: MIT
#include "core/history/snapshot_schedule.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <iterator>
#include <limits>

namespace zscope {

namespace {

constexpr std::array<std::int64_t, 5> kFirstSteps = {0, 1, 2, 4, 8};
constexpr std::array<std::int64_t, 12> kSeries = {10, 12, 15, 18, 22, 27, 33, 39, 47, 56, 68, 82};

// Steps from 0 count too: 0 is as far from 1 as 1 is from 3.
double log_gap(std::int64_t from, std::int64_t to) {
    return std::log1p(static_cast<double>(to)) - std::log1p(static_cast<double>(from));
}

// The light one, neither first nor last, between the nearest neighbours; size() if there is none.
std::size_t most_crowded(const std::vector<KeptSnapshot>& kept) {
    std::size_t found = kept.size();
    double smallest = std::numeric_limits<double>::infinity();
    for (std::size_t i = 1; i + 1 < kept.size(); ++i) {
        if (kept[i].pinned) continue;
        const double gap = log_gap(kept[i - 1].step, kept[i + 1].step);
        if (gap >= smallest) continue;
        smallest = gap;
        found = i;
    }
    return found;
}

}  // namespace

bool snapshot_due(std::int64_t step) {
    if (step < 10) return std::ranges::find(kFirstSteps, step) != kFirstSteps.end();
    while (step >= 100) {
        if (step % 10 != 0) return false;
        step /= 10;
    }
    return std::ranges::find(kSeries, step) != kSeries.end();
}

std::vector<std::int64_t> snapshots_to_thin(std::span<const KeptSnapshot> kept,
                                            std::int64_t budget_bytes) {
    std::vector<KeptSnapshot> left(kept.begin(), kept.end());
    std::int64_t total = 0;
    for (const KeptSnapshot& one : left)
        total += one.pinned ? 0 : one.bytes;
    std::vector<std::int64_t> gone;
    while (total > budget_bytes) {
        const std::size_t next = most_crowded(left);
        if (next == left.size()) break;
        total -= left[next].bytes;
        gone.push_back(left[next].step);
        left.erase(left.begin() + static_cast<std::ptrdiff_t>(next));
    }
    return gone;
}

}  // namespace zscope
