// SPDX-License-Identifier: MIT
#include "core/statistics/intervals.h"

#include <doctest/doctest.h>

#include <algorithm>
#include <cmath>
#include <vector>

namespace zscope {

// Python: the two roots x of (hits/n − x)² = z² x (1 − x) / n, z = NormalDist().inv_cdf(0.975).
TEST_CASE("Wilson's interval is the set of shares that the score test does not refuse") {
    const Estimate some = wilson_share(81, 263);
    CHECK(some.value == doctest::Approx(81.0 / 263.0));
    CHECK(some.low == doctest::Approx(0.2552885198782742).epsilon(1e-12));
    CHECK(some.high == doctest::Approx(0.3662095769828002).epsilon(1e-12));
    const Estimate none = wilson_share(0, 10);
    CHECK(none.low == 0.0);
    CHECK(none.high == doctest::Approx(0.27753279986288915).epsilon(1e-12));
    const Estimate all = wilson_share(10, 10);
    CHECK(all.low == doctest::Approx(1.0 - none.high).epsilon(1e-12));
    CHECK(all.high == 1.0);
    CHECK_FALSE(wilson_share(0, 0).known());
    CHECK(std::isnan(wilson_share(0, 0).value));
}

// NumPy: x = np.arange(100)**2 % 37; b = default_rng(0).choice(x, (200000, 100)).mean(1);
// np.percentile(b, [2.5, 97.5]) → 15.97, 20.53; x.std() / 10 → 1.1644.
TEST_CASE("the bootstrap of a mean has the width that NumPy finds") {
    std::vector<double> values;
    for (int i = 0; i < 100; ++i)
        values.push_back(i * i % 37);
    const Estimate mean = bootstrap_mean(values, 5);
    CHECK(mean.value == doctest::Approx(18.25));
    CHECK(mean.count == 100);
    // A 2.5 % point of 2,000 resamples has a standard error of about 0.07 here.
    CHECK(std::abs(mean.low - 15.97) < 0.3);
    CHECK(std::abs(mean.high - 20.53) < 0.3);
    CHECK(bootstrap_mean(values, 5).low == mean.low);
    CHECK(bootstrap_mean(values, 6).low != mean.low);
    CHECK_FALSE(bootstrap_mean({}, 1).known());
}

TEST_CASE("pairs are resampled together: what both share cancels") {
    std::vector<double> first, second;
    for (int i = 0; i < 50; ++i) {
        second.push_back(100.0 * (i % 7));
        first.push_back(second.back() + 3.0);
    }
    const Estimate difference = paired_bootstrap(first, second, 1);
    CHECK(difference.value == doctest::Approx(3.0));
    CHECK(difference.low == doctest::Approx(3.0));
    CHECK(difference.high == doctest::Approx(3.0));
}

}  // namespace zscope
