// SPDX-License-Identifier: MIT
#include <ATen/ATen.h>
#include <doctest/doctest.h>

#include <array>
#include <vector>

#include "tests/engine/kernel_maps.h"

// The kernels at the images, each alone, against fp64 of the same numbers: G's last layer, D's
// first.
using namespace zscope::kernels;
using namespace zscope::testing;

namespace {

constexpr std::array<std::int64_t, 2> kStride{2, 2}, kPadding{1, 1};
constexpr float kLeakySlope = 0.2F;

double allowed(const KernelSet& set) {
    return set.bf16 ? 0.005 : 1e-5;
}
std::size_t element_bytes(const KernelSet& set) {
    return set.bf16 ? 2 : 4;
}

// (N, C, H, W) → (N, H + 2, W + 2, C) with a border of zeros, and what may be read behind it.
at::Tensor bordered(const at::Tensor& image) {
    const at::Tensor rows = image.permute({0, 2, 3, 1});
    return at::constant_pad_nd(at::constant_pad_nd(rows, {0, 0, 1, 1, 1, 1}).flatten(), {0, 16});
}
at::Tensor without_border(const at::Tensor& flat, const at::Tensor& like) {
    const std::int64_t side = like.size(2), channels = like.size(1);
    return flat.narrow(0, 0, like.size(0) * (side + 2) * (side + 2) * channels)
        .view({like.size(0), side + 2, side + 2, channels})
        .narrow(1, 1, side)
        .narrow(2, 1, side)
        .permute({0, 3, 1, 2});
}

// D's first layer seen from the image, G's last seen from its maps: the same weights
// (maps, image channels, 4, 4). As a layer of G, `image` is the gradient that comes back.
struct ImageLayer {
    ImageLayer(const KernelSet& kernels, std::int64_t side, std::int64_t channels,
               std::int64_t images, std::int64_t maps = 64)
        : set(kernels),
          image(random({images, channels, side, side}, 1, set.bf16)),
          maps_values(random({images, maps, side / 2, side / 2}, 2, set.bf16)),
          // Small, so that tanh is not at its ends.
          weight(rounded(random({maps, channels, 4, 4}, 3, false) * 0.05)),
          patches(set, {side / 2, kPatchColumns, images}),
          patches_form(static_cast<std::size_t>(patches.shape().elements()) * element_bytes(set)) {
        const at::Tensor padded_image = bordered(image);
        PatchArgs args;
        args.image = padded_image.const_data_ptr<float>();
        args.image_side = side;
        args.image_channels = channels;
        args.shape = patches.shape();
        args.maps = patches.data();
        args.form = set.paired ? patches_form.data() : nullptr;
        run(set.patches, args);
    }

    at::Tensor rounded(const at::Tensor& values) const {
        return set.bf16 ? values.to(at::kBFloat16).to(at::kFloat) : values;
    }
    MultiplyArgs product(Geometry geometry, Buffer& packed) const {
        const at::Tensor rows = weight.permute({0, 2, 3, 1}).contiguous();
        PackArgs pack;
        pack.geometry = geometry;
        pack.down = geometry == Geometry::pointwise;
        pack.small = weight.size(0);
        pack.big = weight.size(1);
        pack.weights = rows.const_data_ptr<float>();
        packed = Buffer(
            static_cast<std::size_t>(packed_elements(geometry, pack.down, pack.small, pack.big)) *
            element_bytes(set));
        pack.packed = packed.data();
        run(set.pack, pack);
        MultiplyArgs args;
        args.geometry = geometry;
        args.down = pack.down;
        args.weights = packed.data();
        args.out_side = image.size(2) / 2;
        args.out_channels = pack.down ? pack.small : 4 * pack.big;
        return args;
    }
    // Image → maps: forward in D (leaky), the way back in G (as it is).
    at::Tensor to_maps(Store store) const {
        Buffer packed;
        MultiplyArgs args = product(Geometry::pointwise, packed);
        const Maps out(set, {image.size(2) / 2, weight.size(0), image.size(0)});
        std::vector<double> sums(static_cast<std::size_t>(2 * padded(weight.size(0))));
        args.in = patches.shape();
        args.input = patches.data();
        args.output.store = store;
        args.output.shape = out.shape();
        args.output.maps = out.data();
        args.output.slope = kLeakySlope;
        args.output.sums = sums.data();
        run(set.multiply, args);
        return out.values();
    }
    // Maps → image: forward in G (tanh), the way back in D (as it is, or through G's tanh, whose
    // values are `values`).
    at::Tensor to_image(Store store, const at::Tensor& values = {}) const {
        Buffer packed;
        MultiplyArgs args = product(Geometry::neighbours, packed);
        const Maps in(set, maps_values, Form::none);
        const at::Tensor out = at::zeros_like(bordered(image));
        const at::Tensor tanh_values = values.defined() ? bordered(values) : at::Tensor();
        args.in = in.shape();
        args.input = in.data();
        args.output.store = store;
        args.output.image = out.mutable_data_ptr<float>();
        if (values.defined()) args.output.image_values = tanh_values.const_data_ptr<float>();
        args.output.image_side = image.size(2);
        args.output.image_channels = image.size(1);
        run(set.multiply, args);
        return without_border(out, image);
    }
    // Of D's first layer and of G's last; added to a gradient of ones.
    at::Tensor weight_gradient() const {
        const Maps small(set, maps_values, Form::small);
        at::Tensor rows = at::ones({weight.size(0), 4, 4, weight.size(1)});
        WeightGradientArgs args;
        args.geometry = Geometry::pointwise;
        args.small = small.shape();
        args.big = patches.shape();
        args.image_channels = weight.size(1);
        args.small_operand = small.operand();
        args.big_operand = set.paired ? patches_form.data() : patches.data();
        args.gradient = rows.mutable_data_ptr<float>();
        args.add = true;
        run(set.weight_gradient, args);
        return rows.permute({0, 3, 1, 2});
    }

    const KernelSet& set;
    at::Tensor image, maps_values, weight;
    Maps patches;
    Buffer patches_form;
};

void check_patches(const ImageLayer& layer) {
    // (N, C, h, w, 4, 4) → (N, ky, kx, C, h, w): the columns ky · 16 + kx · C + c.
    const at::Tensor windows = at::constant_pad_nd(layer.image, {1, 1, 1, 1})
                                   .unfold(2, 4, 2)
                                   .unfold(3, 4, 2)
                                   .permute({0, 4, 5, 1, 2, 3})
                                   .flatten(2, 3);
    const at::Tensor columns = layer.patches.values();
    for (std::int64_t ky = 0; ky < 4; ++ky) {
        const at::Tensor run = columns.narrow(1, 16 * ky, 4 * layer.image.size(1));
        CHECK(at::equal(run, windows.select(1, ky)));
    }
}

void check_image_layer(const KernelSet& set, std::int64_t side, std::int64_t channels,
                       std::int64_t images, std::int64_t maps = 64) {
    const std::string name = set.name;
    CAPTURE(name);
    CAPTURE(side);
    CAPTURE(channels);
    CAPTURE(images);
    CAPTURE(maps);
    const ImageLayer layer(set, side, channels, images, maps);
    check_patches(layer);
    const at::Tensor x = layer.image.to(at::kDouble), y = layer.maps_values.to(at::kDouble);
    const at::Tensor w = layer.weight.to(at::kDouble);
    const at::Tensor small = at::conv2d(x, w, {}, kStride, kPadding);
    CHECK(relative_error(layer.to_maps(Store::leaky), at::leaky_relu(small, kLeakySlope)) <
          allowed(set));
    CHECK(relative_error(layer.to_maps(Store::normed), small) < allowed(set));
    const at::Tensor big = at::conv_transpose2d(y, w, {}, kStride, kPadding);
    CHECK(relative_error(layer.to_image(Store::image), big.tanh()) < allowed(set));
    CHECK(relative_error(layer.to_image(Store::image_raw), big) < allowed(set));
    const at::Tensor tanh_values = random(layer.image.sizes(), 5, false).tanh();
    const at::Tensor slope = 1.0 - tanh_values.to(at::kDouble).square();
    CHECK(relative_error(layer.to_image(Store::image_gradient, tanh_values), big * slope) <
          allowed(set));
    const at::Tensor exact = std::get<1>(at::convolution_backward(
        y, x, w, {}, kStride, kPadding, std::array<std::int64_t, 2>{1, 1}, false,
        std::array<std::int64_t, 2>{0, 0}, 1, {false, true, false}));
    CHECK(relative_error(layer.weight_gradient(), exact + 1.0) < allowed(set));
}

}  // namespace

TEST_CASE("the layers at the images are those of fp64, of 32, 64 and 128 pixels") {
    for (const KernelSet* set : usable_sets()) {
        for (const std::int64_t side : {32, 64, 128}) {
            for (const std::int64_t channels : {1, 3})
                check_image_layer(*set, side, channels, side == 32 ? 33 : 3);
        }
    }
}

TEST_CASE("widths and single images come out right too") {
    for (const KernelSet* set : usable_sets()) {
        check_image_layer(*set, 8, 3, 1, 7);
        check_image_layer(*set, 8, 1, 17, 40);
    }
}
