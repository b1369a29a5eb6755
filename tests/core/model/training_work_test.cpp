// SPDX-License-Identifier: MIT
#include "core/model/training_work.h"

#include <doctest/doctest.h>

using zscope::NetworkShape;
using zscope::training_flop_per_image;

TEST_CASE("the standard network takes 291 GFLOP a step of 128 images") {
    // By hand, in multiply-adds an image: G is 100·512·16, three blocks of 2^25 and 64·3·16·32²;
    // D the same three blocks, 3·64·16·32² and 512·16.
    const double block = 33554432, image = 3145728, from_z = 819200, logit = 8192;
    const double g = from_z + 3 * block + image;
    const double d = image + 3 * block + logit;
    const double by_hand = 2 * (2 * (3 * d - image) + 2 * d + 3 * g - from_z);
    CHECK(training_flop_per_image(NetworkShape{}) == doctest::Approx(by_hand).epsilon(1e-12));
    CHECK(128 * training_flop_per_image(NetworkShape{}) / 1e9 ==
          doctest::Approx(291).epsilon(0.002));
}

TEST_CASE("work grows as the networks do") {
    NetworkShape shape;
    const double base = training_flop_per_image(shape);
    shape.ngf = shape.ndf = 32;
    const double half = training_flop_per_image(shape);
    CHECK(base / half > 3.5);  // by the square, but for the blocks at the image
    CHECK(base / half < 4.0);
    shape.size = 128;
    const double large = training_flop_per_image(shape);
    CHECK(large > 3 * half);
    shape.max_width = 64;
    CHECK(training_flop_per_image(shape) < large);
    shape = NetworkShape{};
    shape.channels = 1;
    CHECK(training_flop_per_image(shape) < base);
}
