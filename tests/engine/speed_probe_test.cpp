// SPDX-License-Identifier: MIT
#include "core/engine/speed_probe.h"

#include <doctest/doctest.h>

#include <cmath>

#include "core/base/error.h"

TEST_CASE("the probe gives a speed that a machine can have, and can be stopped") {
    const double speed = zscope::measure_product_speed();
    CHECK(std::isfinite(speed));
    CHECK(speed > 1e6);   // 15 minutes a product
    CHECK(speed < 1e15);  // beyond any processor
    std::stop_source stop;
    stop.request_stop();
    CHECK_THROWS_AS(zscope::measure_product_speed(stop.get_token()), zscope::Error);
}
