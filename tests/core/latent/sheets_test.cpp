// SPDX-License-Identifier: MIT
#include "core/latent/sheets.h"

#include <doctest/doctest.h>

#include "core/base/error.h"
#include "core/latent/interpolate.h"
#include "core/latent/torch_randn.h"

using zscope::PathMode;
using Z = std::vector<float>;

namespace {

Z row(const Z& rows, std::size_t index, std::size_t nz) {
    const auto first = rows.begin() + static_cast<std::ptrdiff_t>(index * nz);
    return {first, first + static_cast<std::ptrdiff_t>(nz)};
}

}  // namespace

TEST_CASE("a sheet between four latents has them in its corners and paths along its edges") {
    const Z a = zscope::torch_randn(1, 100), b = zscope::torch_randn(2, 100),
            c = zscope::torch_randn(3, 100), d = zscope::torch_randn(4, 100);
    const Z sheet = zscope::corner_sheet({a, b, c, d}, {5, 3}, PathMode::slerp);
    REQUIRE(sheet.size() == 1500);
    CHECK(row(sheet, 0, 100) == a);
    CHECK(row(sheet, 4, 100) == b);
    CHECK(row(sheet, 10, 100) == c);
    CHECK(row(sheet, 14, 100) == d);
    CHECK(row(sheet, 1, 100) == zscope::slerp(a, b, 0.25));
    CHECK(row(sheet, 5, 100) == zscope::slerp(a, c, 0.5));
    CHECK(row(sheet, 7, 100) == zscope::corner_sheet_at({a, b, c, d}, 0.5, 0.5, PathMode::slerp));
}

TEST_CASE("a straight sheet is the bilinear mean of its corners") {
    const Z a{0, 0}, b{4, 0}, c{0, 8}, d{4, 12};
    // x = 0.25, y = 0.5: half of (1, 0) and (1, 9)
    CHECK(zscope::corner_sheet_at({a, b, c, d}, 0.25, 0.5, PathMode::lerp) == Z{1, 4.5F});
}

TEST_CASE("a sheet of two directions: neither, one, the other, both") {
    const Z origin{1, 1, 1}, right{1, 0, 0}, down{0, 2, 0};
    const Z sheet = zscope::direction_sheet(origin, right, down, {2, 2}, {0.0, 1.0});
    CHECK(row(sheet, 0, 3) == origin);
    CHECK(row(sheet, 1, 3) == Z{2, 1, 1});
    CHECK(row(sheet, 2, 3) == Z{1, 3, 1});
    CHECK(row(sheet, 3, 3) == Z{2, 3, 1});
    const Z centred = zscope::direction_sheet(origin, right, down, {3, 3}, {-1.0, 1.0});
    CHECK(row(centred, 4, 3) == origin);
    CHECK(row(centred, 0, 3) == Z{0, -1, 1});
}

TEST_CASE("a direction of zeros changes nothing along its axis; parallel ones make a line") {
    const Z origin{1, 2}, zero{0, 0}, way{1, 1};
    const Z flat = zscope::direction_sheet(origin, way, zero, {3, 2}, {0.0, 2.0});
    CHECK(row(flat, 1, 2) == row(flat, 4, 2));
    const Z line = zscope::direction_sheet(origin, way, way, {2, 2}, {0.0, 1.0});
    CHECK(row(line, 1, 2) == row(line, 2, 2));
    CHECK(row(line, 3, 2) == Z{3, 4});
}

TEST_CASE("sheets of latents of different models are refused") {
    const Z two{1, 2}, three{1, 2, 3};
    CHECK_THROWS_WITH_AS(
        zscope::direction_sheet(two, two, three, {2, 2}, {}),
        "the direction down is a latent of 3 numbers, the first is of 2: they belong to different "
        "models",
        zscope::Error);
    CHECK_THROWS_AS(zscope::corner_sheet({two, three, two, two}, {2, 2}, PathMode::lerp),
                    zscope::Error);
}
