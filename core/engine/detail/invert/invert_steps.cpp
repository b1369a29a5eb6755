// SPDX-License-Identifier: MIT
#include "core/engine/detail/invert/invert_steps.h"

#include <c10/core/GradMode.h>

#include <algorithm>
#include <cmath>
#include <numbers>
#include <utility>

namespace zscope::detail {

namespace {

// Of the differences, in a number of z: larger than fp32's noise in an image, smaller than the
// pieces that a network of ReLUs is linear in.
constexpr double kDifference = 0.02;
constexpr double kFirstDamping = 0.1, kLeastDamping = 1e-5;  // of the mean diagonal
constexpr int kDampings = 4;                                 // tried in a round
constexpr double kLittle = 0.03;  // of the squares: a round that gains less counts as none
constexpr int kIdleRounds = 2;    // in a row, and the start is given up

constexpr double kBeta1 = 0.9, kBeta2 = 0.99, kEps = 1e-12;
constexpr double kLastRate = 0.05;  // of the first one

// What a start has come to.
struct Place {
    at::Tensor inputs, image;
    double squares;
};

Place place_at(InvertNetworks& networks, const InvertTarget& target, at::Tensor inputs) {
    keep_rows_in_prior(inputs, networks.model());
    at::Tensor image = networks.images(inputs);
    const double squares = pixel_squares(image, target).item<double>();
    return {std::move(inputs), std::move(image), squares};
}

// A round: `place` becomes a better one and `damping` fits it. False if none was found.
bool improve(InvertNetworks& networks, const InvertTarget& target, Place& place, double& damping) {
    const std::int64_t nz = networks.generator().nz;
    at::Tensor moved = place.inputs.repeat({nz, 1});
    moved.slice(1, 0, nz).diagonal().add_(kDifference);
    const at::Tensor jacobian =
        (networks.images(moved) - place.image).flatten(1) / kDifference;  // (nz, pixels)
    const at::Tensor rest = (target.image - place.image).flatten();
    const at::Tensor products = at::mm(jacobian, jacobian.t()).to(at::kDouble);
    const at::Tensor right = at::mv(jacobian, rest).to(at::kDouble);
    const double unit = products.diagonal().mean().item<double>() + 1e-12;
    for (int i = 0; i < kDampings; ++i) {
        at::Tensor damped = products.clone();
        damped.diagonal().add_(damping * unit);
        const at::Tensor step = std::get<0>(at::linalg_solve_ex(damped, right)).to(at::kFloat);
        at::Tensor inputs = place.inputs.clone();
        inputs.slice(1, 0, nz).add_(step);
        Place there = place_at(networks, target, std::move(inputs));
        if (there.squares < place.squares) {
            place = std::move(there);
            damping = std::max(damping * 0.3, kLeastDamping);
            return true;
        }
        damping *= 4.0;
    }
    return false;
}

}  // namespace

void least_squares(InvertNetworks& networks, const InvertTarget& target, at::Tensor& inputs,
                   std::int64_t rounds, const InvertLook& look) {
    const c10::NoGradGuard no_grad;
    Place place = place_at(networks, target, inputs.clone());
    double damping = kFirstDamping;
    int idle = 0;
    bool go_on = look(place.inputs, place.image);
    for (std::int64_t round = 0; go_on && round < rounds && idle < kIdleRounds; ++round) {
        const double before = place.squares;
        if (!improve(networks, target, place, damping)) break;
        idle = place.squares > (1.0 - kLittle) * before ? idle + 1 : 0;
        const double off = pixel_differences(place.image, target).item<double>() / 2.0;
        go_on = look(place.inputs, place.image) && off > 0.5 * kExactPixels;
    }
    inputs = place.inputs;
}

void adam_steps(InvertNetworks& networks, const InvertTarget& target, at::Tensor& inputs,
                std::int64_t steps, double learning_rate, const InvertLook& look) {
    const std::int64_t nz = networks.generator().nz;
    at::Tensor mean = at::zeros({inputs.size(0), nz}), square = at::zeros_like(mean);
    for (std::int64_t step = 1; step <= steps; ++step) {
        const c10::AutoGradMode with_gradients(true);
        at::Tensor at = inputs.clone().requires_grad_(true);
        const at::Tensor images = networks.images_with_gradient(at);
        invert_loss(networks, images, target).sum().backward();
        const c10::NoGradGuard no_grad;
        if (!look(inputs, images.detach())) return;
        const at::Tensor gradient = at.grad().slice(1, 0, nz);
        mean.mul_(kBeta1).add_(gradient, 1.0 - kBeta1);
        square.mul_(kBeta2).addcmul_(gradient, gradient, 1.0 - kBeta2);
        const double done = static_cast<double>(step) / static_cast<double>(steps);
        const double rate =
            learning_rate *
            (kLastRate + (1.0 - kLastRate) * 0.5 * (1.0 + std::cos(std::numbers::pi * done)));
        const at::Tensor slope = (square / (1.0 - std::pow(kBeta2, step))).sqrt_().add_(kEps);
        inputs = inputs.clone();
        inputs.slice(1, 0, nz).addcdiv_(mean / (1.0 - std::pow(kBeta1, step)), slope, -rate);
        keep_rows_in_prior(inputs, networks.model());
    }
    (void)look(inputs, networks.images(inputs));
}

}  // namespace zscope::detail
