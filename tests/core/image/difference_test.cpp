// SPDX-License-Identifier: MIT
#include "core/image/difference.h"

#include <doctest/doctest.h>

#include <vector>

using namespace zscope;

TEST_CASE("a map of differences: equal pixels dark, the largest ones yellow, in between in order") {
    const ImageRgba8 a{3, 1, {10, 20, 30, 255, 10, 20, 30, 255, 0, 0, 0, 255}};
    const ImageRgba8 b{3, 1, {10, 20, 30, 255, 42, 52, 62, 255, 64, 64, 64, 255}};
    const ImageRgba8 map = difference_map(a, b);
    const std::vector<std::uint8_t> expected = {68,  1,   84,  255,  // none
                                                33,  145, 140, 255,  // 32 of 64 levels: the middle
                                                253, 231, 37,  255};
    CHECK(map.pixels == expected);
    CHECK(difference_map(b, a).pixels == expected);
    CHECK(difference_map(a, b, 32).pixels[4] == 253);
}

TEST_CASE("the mean change: colours count alike, opacity does not, black against white is 1") {
    const ImageRgba8 black{1, 2, {0, 0, 0, 255, 0, 0, 0, 255}};
    const ImageRgba8 white{1, 2, {255, 255, 255, 0, 255, 255, 255, 0}};
    CHECK(mean_change(black, black) == 0.0);
    CHECK(mean_change(black, white) == 1.0);
    const ImageRgba8 red{1, 2, {51, 0, 0, 255, 0, 0, 0, 255}};  // a fifth in one of six values
    CHECK(mean_change(red, black) == doctest::Approx(0.2 / 6));
}

TEST_CASE("grey and colour become RGBA") {
    CHECK(rgba_of({2, 1, 1, {7, 9}}).pixels ==
          std::vector<std::uint8_t>{7, 7, 7, 255, 9, 9, 9, 255});
    CHECK(rgba_of({1, 1, 3, {1, 2, 3}}).pixels == std::vector<std::uint8_t>{1, 2, 3, 255});
}
