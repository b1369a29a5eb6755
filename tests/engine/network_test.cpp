// SPDX-License-Identifier: MIT
#include "core/engine/detail/network.h"

#include <doctest/doctest.h>

#include <cmath>

#include "core/base/error.h"
#include "reference_network.h"
#include "tiny_models.h"

namespace zscope {
using detail::Mode;
using detail::Network;

namespace {

const Architecture kG = dcgan_generator(test::tiny_shape());
const Architecture kD = dcgan_discriminator(test::tiny_shape());

at::Tensor z_of(std::uint64_t seed, std::int64_t count) {
    return detail::to_tensor(
        HostTensor::from_floats({count, kG.nz}, torch_randn(seed, count * kG.nz)));
}

test::Maps maps_of(const at::Tensor& image) {  // (C, H, W)
    test::Maps maps(image.size(0), image.size(1));
    const at::Tensor dense = image.to(at::kDouble).contiguous();
    std::copy_n(dense.const_data_ptr<double>(), maps.values.size(), maps.values.begin());
    return maps;
}

double largest_difference(const at::Tensor& actual, const test::Maps& expected) {
    const test::Maps given = maps_of(actual.reshape({expected.channels, expected.size, -1}));
    double largest = 0;
    for (std::size_t i = 0; i < given.values.size(); ++i) {
        largest = std::max(largest, std::abs(given.values[i] - expected.values[i]));
    }
    return largest;
}

double deviation(const at::Tensor& x) {
    return x.std().item<double>();
}

}  // namespace

TEST_CASE("the generator computes what its definition says") {
    const NamedTensors tensors = test::random_weights(kG, 5);
    Network g = Network::from_tensors(kG, tensors);
    const at::Tensor z = z_of(3, 2);
    const at::Tensor images = g.forward(z, Mode::eval);
    REQUIRE(images.sizes() == at::IntArrayRef({2, 3, 32, 32}));
    const test::Maps input = maps_of(z[1].reshape({kG.nz, 1, 1}));
    const test::Maps expected = test::reference_forward(kG, tensors, input);
    CHECK(deviation(images) > 0.1);
    CHECK(largest_difference(images[1], expected) < 2e-6);
    const at::Tensor second = g.forward_to_block(z, 2, Mode::eval);
    CHECK(largest_difference(second[1], test::reference_forward(kG, tensors, input, 2)) < 1e-5);
}

TEST_CASE("the discriminator gives logits, also where its description ends in a sigmoid") {
    const NamedTensors tensors = test::random_weights(kD, 6);
    const at::Tensor images =
        detail::to_tensor(test::random_tensor({2, 3, 32, 32}, 8, 0.0F, 0.5F)).clamp(-1, 1);
    const double expected = test::reference_forward(kD, tensors, maps_of(images[1])).values[0];
    const at::Tensor logits = Network::from_tensors(kD, tensors).forward(images, Mode::eval);
    REQUIRE(logits.sizes() == at::IntArrayRef({2}));
    CHECK(logits[1].item<double>() == doctest::Approx(expected).epsilon(1e-5));
    Architecture ends_in_sigmoid = kD;
    ends_in_sigmoid.blocks.back().activation = Activation::sigmoid;
    Network other = Network::from_tensors(ends_in_sigmoid, tensors);
    CHECK(other.forward(images, Mode::eval).equal(logits));
    CHECK_THROWS_AS(other.forward(at::zeros({1, 3, 64, 64}), Mode::eval), Error);
}

TEST_CASE("train mode normalises with the batch and moves the statistics a tenth of the way") {
    Network g = Network::from_tensors(kG, test::random_weights(kG, 7));
    const at::Tensor before = g.buffers().at("main.1.running_mean").clone();
    const at::Tensor variance_before = g.buffers().at("main.1.running_var").clone();
    const at::Tensor z = z_of(9, 6);
    const at::Tensor raw =
        at::conv_transpose2d(z.reshape({6, kG.nz, 1, 1}), g.parameters().at("main.0.weight"));
    const at::Tensor first = g.forward_to_block(z, 1, Mode::train);
    const at::Tensor mean = raw.mean({0, 2, 3});
    CHECK(g.buffers().at("main.1.running_mean").allclose(0.9 * before + 0.1 * mean, 1e-4, 1e-6));
    const at::Tensor variance = raw.var({0, 2, 3}, /*unbiased=*/true);
    CHECK(g.buffers()
              .at("main.1.running_var")
              .allclose(0.9 * variance_before + 0.1 * variance, 1e-4, 1e-6));
    CHECK(g.buffers().at("main.1.num_batches_tracked").item<std::int64_t>() == 18);
    CHECK_FALSE(first.allclose(g.forward_to_block(z, 1, Mode::eval), 1e-2, 1e-2));
    const at::Tensor kept = g.buffers().at("main.1.running_mean").clone();
    g.forward(z, Mode::eval);
    CHECK(g.buffers().at("main.1.running_mean").equal(kept));
}

TEST_CASE("gradients flow in train mode and agree with differences") {
    Network g = Network::from_tensors(kG, test::random_weights(kG, 11));
    g.require_grad(true);
    const at::Tensor z = z_of(12, 4);
    g.forward(z, Mode::train).square().mean().backward();
    for (const auto& [name, tensor] : g.parameters()) {
        INFO(name);
        REQUIRE(tensor.grad().defined());
        CHECK(tensor.grad().abs().max().item<double>() > 0);
    }
    at::Tensor scale = g.parameters().at("main.1.weight");
    const double gradient = scale.grad()[3].item<double>();
    const auto loss_at = [&](double shift) {
        NamedTensors tensors = test::random_weights(kG, 11);
        at::Tensor moved = detail::to_tensor(tensors.at("main.1.weight"));
        moved[3] += shift;
        tensors["main.1.weight"] = detail::to_host(moved);
        return Network::from_tensors(kG, tensors)
            .forward(z, Mode::train)
            .to(at::kDouble)
            .square()
            .mean()
            .item<double>();
    };
    CHECK(gradient == doctest::Approx((loss_at(1e-2) - loss_at(-1e-2)) / 2e-2).epsilon(0.02));
    g.require_grad(false);
    CHECK_FALSE(g.forward(z, Mode::train).requires_grad());
}

TEST_CASE("initial weights are DCGAN's, deterministic, and independent of each other") {
    NetworkShape shape = test::tiny_shape();
    shape.nz = 64;
    shape.ngf = 32;
    const Architecture big = dcgan_generator(shape);
    Network g = Network::initialised(big, 42);
    const at::Tensor& first = g.parameters().at("main.0.weight");
    CHECK(std::abs(first.mean().item<double>()) < 3e-4);
    CHECK(deviation(first) == doctest::Approx(0.02).epsilon(0.01));
    const at::Tensor& scale = g.parameters().at("main.1.weight");
    CHECK(scale.mean().item<double>() == doctest::Approx(1.0).epsilon(0.01));
    CHECK(deviation(scale) == doctest::Approx(0.02).epsilon(0.25));
    CHECK(g.parameters().at("main.1.bias").equal(at::zeros({scale.size(0)})));
    CHECK(g.buffers().at("main.1.running_var").equal(at::ones({scale.size(0)})));
    Network again = Network::initialised(big, 42);
    CHECK(again.parameters().at("main.3.weight").equal(g.parameters().at("main.3.weight")));
    Network other = Network::initialised(big, 43);
    CHECK_FALSE(other.parameters().at("main.3.weight").equal(g.parameters().at("main.3.weight")));
    const at::Tensor a = first.flatten().slice(0, 0, 4000);
    const at::Tensor b = g.parameters().at("main.3.weight").flatten().slice(0, 0, 4000);
    CHECK(std::abs((a * b).mean().item<double>()) < 4 * 0.02 * 0.02 / std::sqrt(4000.0));
    const Architecture d = dcgan_discriminator(shape);
    const at::Tensor c = Network::initialised(d, 42).parameters().at("main.0.weight").flatten();
    CHECK_FALSE(c.equal(first.flatten().slice(0, 0, c.numel())));
}

TEST_CASE("weights that do not fit are refused by name") {
    NamedTensors tensors = test::random_weights(kG, 1);
    const auto message = [&] {
        try {
            Network::from_tensors(kG, tensors);
        } catch (const Error& error) {
            return std::string(error.what());
        }
        return std::string();
    };
    CHECK(message().empty());
    tensors.erase("main.1.num_batches_tracked");  // old files lack it
    CHECK(message().empty());
    const HostTensor weight = tensors.at("main.3.weight");
    tensors.erase("main.3.weight");
    CHECK(message().find("main.3.weight") != std::string::npos);
    tensors["main.3.weight"] = HostTensor::from_floats({1, 2}, std::vector<float>{1, 2});
    CHECK(message().find("[1, 2]") != std::string::npos);
    tensors["main.3.weight"] = weight;
    tensors["main.99.weight"] = weight;
    CHECK(message().find("main.99.weight") != std::string::npos);
}

TEST_CASE("to_host is a deep copy that builds the same network") {
    const NamedTensors tensors = test::random_weights(kG, 13);
    Network g = Network::from_tensors(kG, tensors);
    const NamedTensors copy = g.to_host();
    CHECK(copy.size() == tensors.size());
    CHECK(copy.at("main.1.num_batches_tracked").dtype == DType::i64);
    g.parameters().at("main.0.weight").zero_();
    for (const auto& [name, tensor] : tensors) {
        INFO(name);
        const auto a = tensor.raw();
        const auto b = copy.at(name).raw();
        CHECK(std::equal(a.begin(), a.end(), b.begin(), b.end()));
    }
}

}  // namespace zscope
