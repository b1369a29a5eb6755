// SPDX-License-Identifier: MIT
#include "core/statistics/intervals.h"

#include <algorithm>
#include <cmath>
#include <functional>
#include <numeric>
#include <vector>

#include "core/base/check.h"
#include "core/statistics/proportion.h"
#include "core/worlds/random_stream.h"

namespace zscope {
namespace {

// Between the two nearest of the sorted values, linearly: NumPy's default.
double quantile(const std::vector<double>& sorted, double share) {
    const double place = share * static_cast<double>(sorted.size() - 1);
    const auto below = static_cast<std::size_t>(place);
    const std::size_t above = std::min(below + 1, sorted.size() - 1);
    return std::lerp(sorted[below], sorted[above], place - static_cast<double>(below));
}

double mean_of(std::span<const double> values) {
    return std::accumulate(values.begin(), values.end(), 0.0) / static_cast<double>(values.size());
}

double resampled_mean(std::span<const double> values, RandomStream& draws) {
    const auto count = static_cast<double>(values.size());
    double sum = 0.0;
    for (std::size_t i = 0; i < values.size(); ++i)
        sum += values[static_cast<std::size_t>(draws.uniform() * count)];
    return sum / count;
}

}  // namespace

Estimate wilson_share(std::int64_t hits, std::int64_t count) {
    if (count == 0) return {};
    const Proportion share = wilson_interval(hits, count);
    return {share.share, share.low, share.high, count};
}

Estimate bootstrap_mean(std::span<const double> values, std::uint64_t seed) {
    if (values.empty()) return {};
    std::vector<double> means(kBootstrapResamples);
    for (int i = 0; i < kBootstrapResamples; ++i) {
        RandomStream draws(seed, i, "bootstrap");
        means[static_cast<std::size_t>(i)] = resampled_mean(values, draws);
    }
    std::sort(means.begin(), means.end());
    return {mean_of(values), quantile(means, 0.025), quantile(means, 0.975),
            static_cast<std::int64_t>(values.size())};
}

Estimate paired_bootstrap(std::span<const double> first, std::span<const double> second,
                          std::uint64_t seed) {
    ZSCOPE_CHECK(first.size() == second.size(), "{} against {}", first.size(), second.size());
    std::vector<double> differences(first.size());
    std::transform(first.begin(), first.end(), second.begin(), differences.begin(), std::minus<>{});
    return bootstrap_mean(differences, seed);
}

}  // namespace zscope
