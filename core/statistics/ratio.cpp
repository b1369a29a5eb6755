// SPDX-License-Identifier: MIT
#include "core/statistics/ratio.h"

#include <algorithm>
#include <cmath>
#include <numeric>
#include <vector>

#include "core/base/check.h"
#include "core/worlds/random_stream.h"

namespace zscope {

Estimate bootstrap_ratio(std::span<const double> parts, std::span<const double> wholes,
                         std::uint64_t seed) {
    ZSCOPE_CHECK(parts.size() == wholes.size(), "{} against {}", parts.size(), wholes.size());
    const double whole = std::accumulate(wholes.begin(), wholes.end(), 0.0);
    if (parts.empty() || whole == 0.0) return {};
    const auto count = static_cast<double>(parts.size());
    std::vector<double> ratios;
    for (int resample = 0; resample < kBootstrapResamples; ++resample) {
        RandomStream draws(seed, resample, "bootstrap ratio");
        double part_sum = 0.0, whole_sum = 0.0;
        for (std::size_t i = 0; i < parts.size(); ++i) {
            const auto pick = static_cast<std::size_t>(draws.uniform() * count);
            part_sum += parts[pick];
            whole_sum += wholes[pick];
        }
        if (whole_sum != 0.0) ratios.push_back(part_sum / whole_sum);
    }
    if (ratios.empty()) return {};
    std::ranges::sort(ratios);
    const auto at = [&](double share) {
        return ratios[static_cast<std::size_t>(
            std::lround(share * static_cast<double>(ratios.size() - 1)))];
    };
    return {std::accumulate(parts.begin(), parts.end(), 0.0) / whole, at(0.025), at(0.975),
            std::ssize(parts)};
}

}  // namespace zscope
