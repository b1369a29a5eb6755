// SPDX-License-Identifier: MIT
#include <ATen/ATen.h>
#include <doctest/doctest.h>

#include "tests/engine/kernel_maps.h"

// D's last layer alone, against fp64 of the same numbers.
using namespace zscope::kernels;
using namespace zscope::testing;

namespace {

constexpr float kLeakySlope = 0.2F;

double allowed(const KernelSet& set) {
    return set.bf16 ? 0.005 : 1e-5;
}

// D's head: maps of 4 × 4 → one logit, weights (pixels, channels).
struct Head {
    Head(const KernelSet& kernels, std::int64_t channels, std::int64_t images)
        : set(kernels),
          maps_values(random({images, channels, 4, 4}, 1, set.bf16)),
          before_values(random({images, channels, 4, 4}, 2, set.bf16)),
          weights(random({16, channels}, 3, false)),
          gradients(at::constant_pad_nd(random({images}, 4, false), {0, padded(images) - images})),
          maps(set, maps_values, Form::none) {}

    HeadArgs arguments() const {
        HeadArgs args;
        args.shape = maps.shape();
        args.maps = maps.data();
        args.weights = weights.const_data_ptr<float>();
        args.gradients = gradients.const_data_ptr<float>();
        return args;
    }
    at::Tensor forward() const {
        at::Tensor logits = at::zeros({padded(maps_values.size(0))});
        HeadArgs args = arguments();
        args.logits = logits.mutable_data_ptr<float>();
        run(set.head_forward, args);
        return logits.narrow(0, 0, maps_values.size(0));
    }
    at::Tensor weight_gradient() const {  // added to ones
        at::Tensor result = at::ones_like(weights);
        HeadArgs args = arguments();
        args.weight_gradient = result.mutable_data_ptr<float>();
        args.add = true;
        run(set.head_weights, args);
        return result;
    }
    // Through LeakyReLU after a BatchNorm; `sums`: (2, channels, padded).
    at::Tensor backward(const at::Tensor& norm, at::Tensor& sums) const {
        const Maps out(set, maps.shape()), before(set, before_values, Form::none);
        HeadArgs args = arguments();
        args.output.store = Store::normed_gradient;
        args.output.shape = out.shape();
        args.output.maps = out.data();
        args.output.before = before.data();
        const auto* rows = norm.const_data_ptr<float>();
        const std::int64_t columns = norm.size(1);
        args.output.scale = rows;
        args.output.shift = rows + columns;
        args.output.mean = rows + 2 * columns;
        args.output.inverse_deviation = rows + 3 * columns;
        args.output.slope = kLeakySlope;
        args.output.sums = sums.mutable_data_ptr<double>();
        run(set.head_backward, args);
        return out.values();
    }

    const KernelSet& set;
    at::Tensor maps_values, before_values, weights, gradients;
    Maps maps;
};

void check_head_backward(const Head& head) {
    const std::int64_t images = head.maps_values.size(0), channels = head.maps_values.size(1);
    // Rows scale, shift, mean, 1 / deviation; zeros beyond the last channel.
    const at::Tensor norm =
        at::constant_pad_nd(random({4, channels}, 6, false), {0, padded(channels) - channels})
            .contiguous();
    at::Tensor sums = at::zeros({2, padded(channels)}, at::kDouble);
    const at::Tensor result = head.backward(norm, sums);
    const at::Tensor rows =
        norm.narrow(1, 0, channels).to(at::kDouble).view({4, 1, channels, 1, 1});
    const at::Tensor y = head.before_values.to(at::kDouble);
    const at::Tensor g =
        head.gradients.narrow(0, 0, images).to(at::kDouble).view({images, 1, 1, 1}) *
        head.weights.to(at::kDouble).t().reshape({1, channels, 4, 4});
    const at::Tensor passed = at::where(y * rows[0] + rows[1] > 0.0, g, g * kLeakySlope);
    CHECK(relative_error(result, passed) < allowed(head.set));
    const at::Tensor exact =
        at::stack({passed.sum({0, 2, 3}), (passed * (y - rows[2]) * rows[3]).sum({0, 2, 3})});
    CHECK(relative_error(sums.narrow(1, 0, channels), exact) < allowed(head.set));
}

void check_head(const KernelSet& set, std::int64_t channels, std::int64_t images) {
    const std::string name = set.name;
    CAPTURE(name);
    CAPTURE(channels);
    CAPTURE(images);
    const Head head(set, channels, images);
    const at::Tensor x = head.maps_values.to(at::kDouble);
    const at::Tensor rows = head.weights.to(at::kDouble).t().reshape({1, channels, 4, 4});
    CHECK(relative_error(head.forward(), (x * rows).sum({1, 2, 3})) < allowed(set));
    const at::Tensor g =
        head.gradients.narrow(0, 0, images).to(at::kDouble).view({images, 1, 1, 1});
    const at::Tensor exact = (x * g).sum(0).flatten(1).t();  // (pixels, channels)
    CHECK(relative_error(head.weight_gradient(), exact + 1.0) < allowed(set));
    check_head_backward(head);
}

}  // namespace

TEST_CASE("D's head is that of fp64, of 32, 64 and 128 pixels") {
    for (const KernelSet* set : usable_sets()) {
        check_head(*set, 9, 1);
        for (const std::int64_t channels : {256, 512, 1024}) {
            for (const std::int64_t images : {5, 33})
                check_head(*set, channels, images);
        }
    }
}
