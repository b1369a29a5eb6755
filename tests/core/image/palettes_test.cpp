// SPDX-License-Identifier: MIT
#include "core/image/palettes.h"

#include <doctest/doctest.h>

#include <cmath>

using namespace zscope;

namespace {

double luminance(Rgb colour) {
    return 0.2126 * colour[0] + 0.7152 * colour[1] + 0.0722 * colour[2];
}

}  // namespace

TEST_CASE("viridis: its ends and middle, lighter all the way, nothing beyond") {
    CHECK(viridis(0.0) == Rgb{68, 1, 84});
    CHECK(viridis(0.5) == Rgb{33, 145, 140});
    CHECK(viridis(1.0) == Rgb{253, 231, 37});
    for (int i = 0; i < 100; ++i)
        CHECK(luminance(viridis(i / 100.0)) < luminance(viridis((i + 1) / 100.0)));
    CHECK(viridis(-3.0) == viridis(0.0));
    CHECK(viridis(HUGE_VAL) == viridis(1.0));
    CHECK(viridis(std::nan("")) == viridis(0.0));
}

TEST_CASE("values with a sign: blue below, vermilion above, dark at 0") {
    CHECK(blue_to_vermilion(-1.0) == Rgb{0, 114, 178});
    CHECK(blue_to_vermilion(1.0) == Rgb{213, 94, 0});
    for (const double value : {-1.0, -0.3, 0.3, 1.0})
        CHECK(luminance(blue_to_vermilion(value)) > luminance(blue_to_vermilion(0.0)));
    CHECK(blue_to_vermilion(-9.0) == blue_to_vermilion(-1.0));
    CHECK(blue_to_vermilion(std::nan("")) == blue_to_vermilion(0.0));
}
