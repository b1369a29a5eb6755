// SPDX-License-Identifier: MIT
#include "core/io/weight_forms.h"

#include <doctest/doctest.h>

#include <cmath>

using namespace zscope;

namespace {

HostTensor tensor(std::vector<std::int64_t> shape, std::vector<float> values) {
    return HostTensor::from_floats(std::move(shape), values);
}

std::vector<float> floats(const HostTensor& values) {
    return {values.f32().begin(), values.f32().end()};
}

void check_near(const HostTensor& made, const std::vector<float>& expected) {
    const std::vector<float> values = floats(made);
    REQUIRE(values.size() == expected.size());
    for (std::size_t i = 0; i < values.size(); ++i)
        CHECK(values[i] == doctest::Approx(expected[i]).epsilon(1e-6));
}

}  // namespace

TEST_CASE("weight norm: each slice has the length that g says") {
    // Slices (3, 4) and (0, 2): lengths 5 and 2.
    ForeignNetwork file;
    file.tensors["a.weight_g"] = tensor({2, 1, 1, 1}, {10, -3});
    file.tensors["a.weight_v"] = tensor({2, 2, 1, 1}, {3, 4, 0, 2});
    file.tensors["a.bias"] = tensor({2}, {1, 1});
    file.order = {"a.bias", "a.weight_g", "a.weight_v"};
    const ForeignNetwork made = with_plain_weights(file);
    REQUIRE(made.tensors.size() == 2);
    check_near(made.tensors.at("a.weight"), {6, 8, 0, -3});
    CHECK(made.order == std::vector<std::string>{"a.bias", "a.weight"});
    // Along the other axis: columns (3, 0) and (4, 2).
    file.tensors["a.weight_g"] = tensor({1, 2, 1, 1}, {3, 1});
    const float length = std::sqrt(20.0F);
    check_near(with_plain_weights(file).tensors.at("a.weight"), {3, 4 / length, 0, 2 / length});
}

TEST_CASE("spectral norm: the weight over u W v, along the axis that u and v belong to") {
    // W = diag(4, 1) as (in 2, out 2, 1, 1): u = v = e1, σ = 4, whichever axis is kept.
    ForeignNetwork file;
    file.tensors["a.parametrizations.weight.original"] = tensor({2, 2, 1, 1}, {4, 0, 0, 1});
    file.tensors["a.parametrizations.weight.0._u"] = tensor({2}, {1, 0});
    file.tensors["a.parametrizations.weight.0._v"] = tensor({2}, {1, 0});
    check_near(with_plain_weights(file).tensors.at("a.weight"), {1, 0, 0, 0.25F});
    // (in 2, out 1, 2, 1) with out kept: u of 1 number, v of 4; W = (1 2 3 4), v = W/|W|, σ = |W|.
    const float length = std::sqrt(30.0F);
    ForeignNetwork old;
    old.tensors["b.weight_orig"] = tensor({2, 1, 2, 1}, {1, 2, 3, 4});
    old.tensors["b.weight_u"] = tensor({1}, {1});
    old.tensors["b.weight_v"] = tensor({4}, {1 / length, 2 / length, 3 / length, 4 / length});
    check_near(with_plain_weights(old).tensors.at("b.weight"),
               {1 / length, 2 / length, 3 / length, 4 / length});
    // Both axes are of 2, and only the second is that of u and v: W = (0 9; 1 0) row by row.
    ForeignNetwork square;
    square.tensors["c.weight_orig"] = tensor({2, 2, 1, 1}, {0, 9, 1, 0});
    square.tensors["c.weight_u"] = tensor({2}, {0, 1});  // of column 1
    square.tensors["c.weight_v"] = tensor({2}, {1, 0});  // of row 0
    check_near(with_plain_weights(square).tensors.at("c.weight"), {0, 1, 1.0F / 9, 0});
}

TEST_CASE("forms that do not fit stay as they are") {
    ForeignNetwork file;
    file.tensors["a.weight_orig"] = tensor({2, 2, 1, 1}, {4, 0, 0, 1});
    file.tensors["a.weight_u"] = tensor({2}, {1, 0});  // as PyTorch 0.4 had it: no v
    file.tensors["b.weight_g"] = tensor({3, 1}, {1, 1, 1});
    file.tensors["b.weight_v"] = tensor({2, 2}, {1, 1, 1, 1});
    file.tensors["c.weight"] = tensor({1}, {1});
    const ForeignNetwork made = with_plain_weights(file);
    CHECK(made.tensors.size() == file.tensors.size());
    CHECK(made.tensors.contains("a.weight_orig"));
    CHECK(made.tensors.contains("b.weight_g"));
}
