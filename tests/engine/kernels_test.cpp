// SPDX-License-Identifier: MIT
#include <ATen/ATen.h>
#include <doctest/doctest.h>

#include <array>
#include <vector>

#include "tests/engine/kernel_maps.h"

// Each kernel alone, against products in fp64 of the same numbers.
using namespace zscope::kernels;
using namespace zscope::testing;

namespace {

// One layer: maps on both sides, weights (small, big, 4, 4).
struct Layer {
    Layer(const KernelSet& kernels, Geometry kind, std::int64_t small_side, std::int64_t small,
          std::int64_t big, std::int64_t images)
        : set(kernels),
          geometry(kind),
          big_values(
              random({images, big, big_side(small_side), big_side(small_side)}, 1, set.bf16)),
          small_values(random({images, small, small_side, small_side}, 2, set.bf16)),
          weight(random({small, big, 4, 4}, 3, set.bf16)) {}

    std::int64_t big_side(std::int64_t small_side) const {
        return geometry == Geometry::full ? 4 : 2 * small_side;
    }
    std::array<std::int64_t, 2> stride() const {
        return geometry == Geometry::full ? std::array<std::int64_t, 2>{1, 1}
                                          : std::array<std::int64_t, 2>{2, 2};
    }
    std::array<std::int64_t, 2> padding() const {
        return geometry == Geometry::full ? std::array<std::int64_t, 2>{0, 0}
                                          : std::array<std::int64_t, 2>{1, 1};
    }
    Buffer packed(bool down) const {
        const at::Tensor rows = weight.permute({0, 2, 3, 1}).contiguous();
        PackArgs args;
        args.geometry = geometry;
        args.down = down;
        args.small = weight.size(0);
        args.big = weight.size(1);
        args.weights = rows.const_data_ptr<float>();
        Buffer memory(
            static_cast<std::size_t>(packed_elements(geometry, down, args.small, args.big)) *
            (set.bf16 ? 2 : 4));
        args.packed = memory.data();
        run(set.pack, args);
        return memory;
    }
    at::Tensor multiply(bool down) const {
        const Maps in(set, down ? big_values : small_values, Form::none);
        const Maps out(set, down ? Maps(set, small_values, Form::none).shape()
                                 : Maps(set, big_values, Form::none).shape());
        const Buffer weights = packed(down);
        std::vector<double> sums(static_cast<std::size_t>(2 * padded(out.shape().channels)));
        MultiplyArgs args;
        args.geometry = geometry;
        args.down = down;
        args.in = in.shape();
        args.input = in.data();
        args.weights = weights.data();
        args.out_side = out.shape().side;
        args.out_channels = out.shape().channels;
        args.output.shape = out.shape();
        args.output.maps = out.data();
        args.output.sums = sums.data();
        run(set.multiply, args);
        return out.values();
    }
    at::Tensor gradient() const {
        const Maps small(set, small_values, Form::small), big(set, big_values, Form::big);
        at::Tensor rows = at::zeros({weight.size(0), 4, 4, weight.size(1)});
        WeightGradientArgs args;
        args.geometry = geometry;
        args.small = small.shape();
        args.big = big.shape();
        args.small_operand = small.operand();
        args.big_operand = big.operand();
        args.gradient = rows.mutable_data_ptr<float>();
        run(set.weight_gradient, args);
        return rows.permute({0, 3, 1, 2});
    }

    const KernelSet& set;
    Geometry geometry;
    at::Tensor big_values, small_values, weight;
};

void check_layer(const KernelSet& set, Geometry geometry, std::int64_t small_side,
                 std::int64_t small, std::int64_t big, std::int64_t images) {
    const std::string name = set.name;
    CAPTURE(name);
    CAPTURE(small_side);
    CAPTURE(small);
    CAPTURE(big);
    CAPTURE(images);
    const double allowed = set.bf16 ? 0.005 : 1e-5;
    const Layer layer(set, geometry, small_side, small, big, images);
    const at::Tensor x = layer.big_values.to(at::kDouble), y = layer.small_values.to(at::kDouble);
    const at::Tensor w = layer.weight.to(at::kDouble);
    CHECK(relative_error(layer.multiply(true),
                         at::conv2d(x, w, {}, layer.stride(), layer.padding())) < allowed);
    CHECK(relative_error(layer.multiply(false), at::conv_transpose2d(y, w, {}, layer.stride(),
                                                                     layer.padding())) < allowed);
    const at::Tensor exact = std::get<1>(at::convolution_backward(
        y, x, w, {}, layer.stride(), layer.padding(), std::array<std::int64_t, 2>{1, 1}, false,
        std::array<std::int64_t, 2>{0, 0}, 1, {false, true, false}));
    CHECK(relative_error(layer.gradient(), exact) < allowed);
}

}  // namespace

TEST_CASE("each product is that of fp64, for every layer of 32, 64 and 128 pixels") {
    for (const KernelSet* set : usable_sets()) {
        for (const std::int64_t size : {32, 64, 128}) {
            // D from the image inwards; G's layers are the same shapes.
            std::int64_t channels = 64;
            for (std::int64_t side = size / 4; side >= 4; side /= 2, channels *= 2)
                check_layer(*set, Geometry::strided, side, 2 * channels, channels, 3);
            check_layer(*set, Geometry::full, 1, 100, channels, 5);
        }
    }
}

TEST_CASE("widths and batches that fill no block come out right too") {
    for (const KernelSet* set : usable_sets()) {
        for (const std::int64_t images : {1, 16, 31, 33, 70}) {
            check_layer(*set, Geometry::strided, 4, 40, 9, images);
            check_layer(*set, Geometry::full, 1, 7, 33, images);
        }
        check_layer(*set, Geometry::strided, 8, 1, 1, 2);
    }
}
