// SPDX-License-Identifier: MIT
#include "core/engine/detail/spread.h"

#include <doctest/doctest.h>

#include <cmath>

using zscope::detail::mean_pairwise_distance;
using zscope::detail::relative_spread;

TEST_CASE("flat images differ by their grey value times the square root of the number of values") {
    at::Tensor images = at::zeros({3, 1, 32, 32});
    images[1].fill_(0.5);
    images[2].fill_(-1.0);
    // |0−0.5|, |0+1|, |0.5+1| at 16 · 16 pixels
    CHECK(mean_pairwise_distance(images) == doctest::Approx(16.0 * (0.5 + 1.0 + 1.5) / 3.0));
}

TEST_CASE("noise finer than a cell of the 16×16 grid does not count") {
    at::Tensor images = at::zeros({2, 3, 64, 64});
    for (int y = 0; y < 64; ++y) {
        for (int x = 0; x < 64; ++x)
            images[0].select(1, y).select(1, x).fill_((x + y) % 2 == 0 ? 1.0 : -1.0);
    }
    CHECK(mean_pairwise_distance(images) == doctest::Approx(0.0));
}

TEST_CASE("a collapsed generator has no spread, one that copies the data has that of the data") {
    const at::Tensor real = at::linspace(-1, 1, 8 * 3 * 32 * 32).reshape({8, 3, 32, 32});
    const at::Tensor one = real.narrow(0, 3, 1).expand({8, 3, 32, 32});
    CHECK(relative_spread(one, real) == doctest::Approx(0.0));
    CHECK(relative_spread(real, real) == doctest::Approx(1.0));
    CHECK(relative_spread(0.5 * real, real) == doctest::Approx(0.5));
    CHECK(relative_spread(real.to(at::kBFloat16), real) == doctest::Approx(1.0).epsilon(0.01));
    CHECK(std::isnan(relative_spread(real, one)));
}
