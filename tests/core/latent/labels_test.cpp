// SPDX-License-Identifier: MIT
#include "core/latent/labels.h"

#include <doctest/doctest.h>

#include "core/base/error.h"
#include "core/latent/torch_randn.h"

using namespace zscope;

TEST_CASE("labels stand behind z, one-hot: in turn, or one for all") {
    Architecture g;
    g.nz = 2;
    g.labels = 3;
    const std::vector<float> z{1, 2, 3, 4};
    CHECK(join_labels(z, g) == std::vector<float>{1, 2, 1, 0, 0, 3, 4, 0, 1, 0});
    CHECK(join_labels(z, g, kLabelsInTurn, 2) == std::vector<float>{1, 2, 0, 0, 1, 3, 4, 1, 0, 0});
    CHECK(join_labels(z, g, 2) == std::vector<float>{1, 2, 0, 0, 1, 3, 4, 0, 0, 1});
    CHECK_THROWS_WITH_AS(join_labels(z, g, 3), doctest::Contains("0 to 2"), Error);
    const std::vector<float> drawn = draw_inputs("normal", 5, 2, g, 1);
    const std::vector<float> plain = draw_z("normal", 5, 2, 2);
    CHECK(drawn == std::vector<float>{plain[0], plain[1], 0, 1, 0, plain[2], plain[3], 0, 1, 0});
}

TEST_CASE("a model without labels takes z as it is") {
    Architecture g;
    g.nz = 2;
    const std::vector<float> z{1, 2, 3, 4};
    CHECK(join_labels(z, g) == z);
    CHECK_THROWS_WITH_AS(join_labels(z, g, 0), doctest::Contains("has none"), Error);
}
