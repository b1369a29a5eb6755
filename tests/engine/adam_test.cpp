// SPDX-License-Identifier: MIT
#include "core/engine/detail/adam.h"

#include <doctest/doctest.h>

#include <cmath>
#include <random>
#include <vector>

#include "core/base/error.h"
#include "core/engine/detail/network.h"

using namespace zscope;
using namespace zscope::detail;

namespace {

// Algorithm 1 of Kingma & Ba, in double precision, one number at a time.
struct PlainAdam {
    double m = 0.0, v = 0.0;
    double next(double weight, double g, int t, const Adam::Rates& r) {
        m = r.beta1 * m + (1.0 - r.beta1) * g;
        v = r.beta2 * v + (1.0 - r.beta2) * g * g;
        const double m_hat = m / (1.0 - std::pow(r.beta1, t));
        const double v_hat = v / (1.0 - std::pow(r.beta2, t));
        return weight - r.lr * m_hat / (std::sqrt(v_hat) + 1e-8);
    }
};

TensorMap two_tensors(std::mt19937& random) {
    std::normal_distribution<float> normal(0.0F, 0.02F);
    TensorMap result = {{"a", at::empty({3, 5, 4, 4})}, {"b", at::empty({7})}};
    for (auto& [name, tensor] : result) {
        for (std::int64_t i = 0; i < tensor.numel(); ++i)
            tensor.mutable_data_ptr<float>()[i] = normal(random);
    }
    return result;
}

}  // namespace

TEST_CASE("Adam equals algorithm 1 in double precision over 30 steps") {
    std::mt19937 random(5);
    TensorMap weights = two_tensors(random);
    Adam adam(weights);
    const Adam::Rates rates{2e-4, 0.5, 0.999};
    std::map<std::string, std::vector<PlainAdam>> plain;
    std::map<std::string, std::vector<double>> expected;
    for (auto& [name, tensor] : weights) {
        plain[name].resize(static_cast<std::size_t>(tensor.numel()));
        for (std::int64_t i = 0; i < tensor.numel(); ++i)
            expected[name].push_back(tensor.const_data_ptr<float>()[i]);
    }
    double worst = 0.0;
    for (int t = 1; t <= 30; ++t) {
        TensorMap gradients = two_tensors(random);
        for (auto& [name, tensor] : weights) {
            tensor.mutable_grad() = gradients.at(name);
        }
        adam.apply(weights, t, rates);
        for (auto& [name, tensor] : weights) {
            for (std::size_t i = 0; i < plain[name].size(); ++i) {
                const double g = gradients.at(name).const_data_ptr<float>()[i];
                expected[name][i] = plain[name][i].next(expected[name][i], g, t, rates);
                const double got = tensor.const_data_ptr<float>()[i];
                worst = std::max(worst, std::abs(got - expected[name][i]));
            }
        }
    }
    CHECK(worst < 1e-7);  // 30 steps of 2e-4, weights of 0.02 in fp32
}

TEST_CASE("a constant gradient moves a weight by the learning rate in each step") {
    TensorMap weights = {{"w", at::zeros({2})}};
    Adam adam(weights);
    for (int t = 1; t <= 10; ++t) {
        at::Tensor gradient = at::full({2}, 3.0);
        gradient.mutable_data_ptr<float>()[1] = -0.25F;
        weights.at("w").mutable_grad() = gradient;
        adam.apply(weights, t, {1e-3, 0.9, 0.999});
    }
    CHECK(weights.at("w").const_data_ptr<float>()[0] == doctest::Approx(-0.01).epsilon(1e-5));
    CHECK(weights.at("w").const_data_ptr<float>()[1] == doctest::Approx(0.01).epsilon(1e-5));
}

TEST_CASE("Adam takes a gradient in another memory layout by its indices, not by its memory") {
    std::mt19937 random(6);
    TensorMap plain = two_tensors(random);
    TensorMap other = {{"a", plain.at("a").clone().contiguous(at::MemoryFormat::ChannelsLast)},
                       {"b", plain.at("b").clone()}};
    const TensorMap gradients = two_tensors(random);
    Adam adam_plain(plain), adam_other(other);
    for (auto* weights : {&plain, &other}) {
        for (auto& [name, tensor] : *weights)
            tensor.mutable_grad() = gradients.at(name).clone();
    }
    adam_plain.apply(plain, 1, {2e-4, 0.5, 0.999});
    adam_other.apply(other, 1, {2e-4, 0.5, 0.999});
    CHECK(at::equal(plain.at("a"), other.at("a")));
}

TEST_CASE("Adam reads its step and rate out of tensors as it takes them as numbers") {
    std::mt19937 random(8);
    TensorMap weights = two_tensors(random), copy;
    for (auto& [name, tensor] : weights)
        copy[name] = tensor.clone();
    Adam plain(weights), device(copy);
    // One scalar each for all parameters, changed in place: as a captured step has them.
    const at::Tensor numbers = at::zeros({2});
    for (int t = 1; t <= 5; ++t) {
        const double lr = 1e-3 / t;
        numbers[0].fill_(t);
        numbers[1].fill_(lr);
        const TensorMap gradients = two_tensors(random);
        for (auto* map : {&weights, &copy}) {
            for (auto& [name, tensor] : *map)
                tensor.mutable_grad() = gradients.at(name).clone();
        }
        plain.apply(weights, t, {lr, 0.5, 0.999});
        device.apply(copy, {numbers[0], numbers[1], 0.5, 0.999});
    }
    for (const auto& [name, tensor] : weights)
        CHECK((tensor - copy.at(name)).abs().max().item<double>() < 1e-8);
}

TEST_CASE("Adam goes on from saved moments, and refuses those of another network") {
    std::mt19937 random(7);
    TensorMap weights = two_tensors(random);
    TensorMap copy;
    for (auto& [name, tensor] : weights)
        copy[name] = tensor.clone();
    const TensorMap first = two_tensors(random), second = two_tensors(random);
    Adam adam(weights);
    const auto apply = [](Adam& to, TensorMap& map, const TensorMap& gradients, int t) {
        for (auto& [name, tensor] : map)
            tensor.mutable_grad() = gradients.at(name).clone();
        to.apply(map, t, {2e-4, 0.5, 0.999});
    };
    apply(adam, weights, first, 1);
    NamedTensors mean, square;
    for (auto& [name, tensor] : adam.exp_avg())
        mean[name] = to_host(tensor);
    for (auto& [name, tensor] : adam.exp_avg_sq())
        square[name] = to_host(tensor);
    for (auto& [name, tensor] : weights)
        copy[name].copy_(tensor);
    Adam again(copy, mean, square);
    apply(adam, weights, second, 2);
    apply(again, copy, second, 2);
    CHECK(at::equal(weights.at("a"), copy.at("a")));
    CHECK(at::equal(weights.at("b"), copy.at("b")));

    mean.erase("b");
    CHECK_THROWS_AS(Adam(copy, mean, square), Error);
}
