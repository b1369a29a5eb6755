// SPDX-License-Identifier: MIT
#include "core/statistics/proportion.h"

#include <algorithm>
#include <cmath>
#include <limits>

#include "core/base/check.h"

namespace zscope {
namespace {

double log_gamma(double x) {
    int sign = 0;  // std::lgamma writes a global variable
    return lgamma_r(x, &sign);
}

double log_choose(double n, double k) {
    return log_gamma(n + 1.0) - log_gamma(k + 1.0) - log_gamma(n - k + 1.0);
}

}  // namespace

Proportion wilson_interval(std::int64_t hits, std::int64_t count, double deviations) {
    ZSCOPE_CHECK(hits >= 0 && hits <= count, "{} of {}", hits, count);
    if (count == 0) return {std::numeric_limits<double>::quiet_NaN(), 0.0, 1.0};
    const auto n = static_cast<double>(count);
    const double share = static_cast<double>(hits) / n;
    const double z2 = deviations * deviations;
    const double middle = (share + z2 / (2.0 * n)) / (1.0 + z2 / n);
    const double half =
        deviations / (1.0 + z2 / n) * std::sqrt(share * (1.0 - share) / n + z2 / (4.0 * n * n));
    // At the ends the two sides are equal but for their rounding.
    const double low = hits == 0 ? 0.0 : std::max(0.0, middle - half);
    return {share, low, hits == count ? 1.0 : std::min(1.0, middle + half)};
}

double chance_below_rank(std::int64_t hits, std::int64_t count, std::int64_t k, std::int64_t m) {
    ZSCOPE_CHECK(k >= 1 && k <= m && count >= 0, "rank {} of {}, {} values", k, m, count);
    // All orders of the n + m values are equally likely: x of the n lie before the k-th of the m in
    // C(x + k − 1, x) · C(n − x + m − k, n − x) of C(n + m, n) orders.
    const auto n = static_cast<double>(count);
    const auto rank = static_cast<double>(k), others = static_cast<double>(m);
    double chance = 0.0;
    for (std::int64_t i = std::max<std::int64_t>(hits, 0); i <= count; ++i) {
        const auto x = static_cast<double>(i);
        chance += std::exp(log_choose(x + rank - 1.0, x) +
                           log_choose(n - x + others - rank, n - x) - log_choose(n + others, n));
    }
    return std::min(1.0, chance);
}

}  // namespace zscope
