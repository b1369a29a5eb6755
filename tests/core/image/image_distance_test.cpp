// SPDX-License-Identifier: MIT
#include "core/image/image_distance.h"

#include <doctest/doctest.h>

using namespace zscope;

TEST_CASE("image distance: root mean square of the colours, opacity left out") {
    ImageRgba8 a{2, 1, {10, 20, 30, 255, 0, 0, 0, 255}};
    ImageRgba8 b = a;
    CHECK(image_distance(a, b) == 0.0);
    b.pixels = {13, 20, 26, 0, 0, 0, 5, 9};  // 3² + 4² + 5² = 50 over 6 numbers
    CHECK(image_distance(a, b) == doctest::Approx(2.886751));
    CHECK(image_distance(b, a) == image_distance(a, b));
}
