// SPDX-License-Identifier: MIT
#include "core/engine/sampling.h"

#include <doctest/doctest.h>

#include <algorithm>
#include <cmath>
#include <cstring>

#include "core/base/error.h"
#include "reference_network.h"
#include "tiny_models.h"

namespace zscope {

namespace {

std::span<const float> row(const HostTensor& tensor, std::size_t index) {
    const std::size_t each =
        static_cast<std::size_t>(tensor.count()) / static_cast<std::size_t>(tensor.shape[0]);
    return tensor.f32().subspan(index * each, each);
}

bool same_bits(std::span<const float> a, std::span<const float> b) {
    return a.size() == b.size() && std::memcmp(a.data(), b.data(), a.size_bytes()) == 0;
}

double largest_difference(std::span<const float> a, std::span<const float> b) {
    REQUIRE(a.size() == b.size());
    double largest = 0;
    for (std::size_t i = 0; i < a.size(); ++i) {
        largest = std::max(largest, static_cast<double>(std::abs(a[i] - b[i])));
    }
    return largest;
}

}  // namespace

TEST_CASE("an image does not depend on its batch, in one piece or several") {
    const SnapshotPointer model = test::tiny_model();
    const std::vector<float> z = torch_randn(31, 70 * 10);
    for (const int threads : {2, 1}) {
        CAPTURE(threads);
        Sampler sampler(model, Weights::raw, threads);
        const HostTensor together = sampler.images(z);
        REQUIRE(together.shape == std::vector<std::int64_t>{70, 3, 32, 32});
        CHECK_FALSE(same_bits(row(together, 0), row(together, 1)));
        for (const std::size_t i : {0U, 1U, 37U, 63U, 64U, 69U}) {
            CAPTURE(i);
            const HostTensor alone = sampler.images(std::span(z).subspan(i * 10, 10));
            CHECK(largest_difference(alone.f32(), row(together, i)) <= 1e-5);
            CHECK(same_bits(alone.f32(), row(together, i)));
        }
    }
}

TEST_CASE("block maps are those of the definition") {
    const SnapshotPointer model = test::tiny_model();
    const std::vector<float> z = torch_randn(33, 65 * 10);
    Sampler sampler(model, Weights::raw);
    const HostTensor maps = sampler.block_maps(z, 2);
    REQUIRE(maps.shape == std::vector<std::int64_t>{65, 8, 8, 8});
    test::Maps input(10, 1);
    std::copy_n(z.begin() + 64 * 10, 10, input.values.begin());
    const test::Maps expected = test::reference_forward(model->generator, model->raw, input, 2);
    const std::vector<float> narrow(expected.values.begin(), expected.values.end());
    CHECK(largest_difference(row(maps, 64), narrow) < 1e-5);
    Edit edit;
    edit.block = 2;
    const HostTensor ablated = sampler.block_maps(z, 2, std::span(&edit, 1));
    CHECK(std::all_of(ablated.f32().begin(), ablated.f32().end(), [](float x) { return x == 0; }));
    CHECK_THROWS_AS(sampler.block_maps(z, 5), Error);
}

TEST_CASE("D's logits, and models without a D") {
    const SnapshotPointer model = test::tiny_model();
    Sampler sampler(model, Weights::raw);
    const HostTensor images = sampler.images(torch_randn(35, 66 * 10));
    const std::vector<float> logits = sampler.d_logits(images);
    REQUIRE(logits.size() == 66);
    test::Maps input(3, 32);
    std::copy_n(row(images, 65).begin(), input.values.size(), input.values.begin());
    const double expected =
        test::reference_forward(*model->discriminator, *model->d, input).values[0];
    CHECK(logits[65] == doctest::Approx(expected).epsilon(1e-4));
    Sampler without(test::tiny_model({.with_d = false}), Weights::raw);
    CHECK_THROWS_AS(without.d_logits(images), Error);
    const std::vector<float> small(3 * 16 * 16);
    CHECK_THROWS_AS(sampler.d_logits(HostTensor::from_floats({1, 3, 16, 16}, small)), Error);
}

TEST_CASE("which weights, which latents, and stopping") {
    const SnapshotPointer early = test::tiny_model({.step = 1999, .with_ema = true});
    const SnapshotPointer late = test::tiny_model({.step = 2000, .with_ema = true});
    const std::vector<float> z = torch_randn(36, 10);
    const auto image = [&](const SnapshotPointer& model, Weights weights) {
        return Sampler(model, weights).images(z);
    };
    CHECK(same_bits(image(early, Weights::automatic).f32(), image(early, Weights::raw).f32()));
    CHECK(same_bits(image(late, Weights::automatic).f32(), image(late, Weights::ema).f32()));
    CHECK_FALSE(same_bits(image(late, Weights::raw).f32(), image(late, Weights::ema).f32()));
    CHECK_THROWS_AS(Sampler(test::tiny_model(), Weights::ema), Error);
    Sampler sampler(late, Weights::raw);
    CHECK_THROWS_AS(sampler.images(std::span(z).first(9)), Error);
    CHECK(sampler.images({}).shape == std::vector<std::int64_t>{0, 3, 32, 32});
    std::stop_source stop;
    stop.request_stop();
    CHECK_THROWS_AS(sampler.images(z, {}, stop.get_token()), Error);
}

}  // namespace zscope
