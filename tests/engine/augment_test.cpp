// SPDX-License-Identifier: MIT
#include "core/engine/detail/augment.h"

#include <ATen/ATen.h>
#include <doctest/doctest.h>

#include <cmath>

#include "core/engine/detail/step_engine.h"
#include "core/engine/detail/train_step.h"
#include "core/engine/kernels/sets.h"
#include "core/latent/torch_randn.h"
#include "tests/engine/tiny_models.h"
#include "tests/engine/tiny_training.h"

namespace zscope::detail {

namespace {

TrainConfig augmenting() {
    TrainConfig config = testing::tiny_config();
    config.augment = "diffaugment";
    return config;
}

at::Tensor noise(std::uint64_t seed, std::int64_t images, std::int64_t side) {
    const std::vector<float> draws = torch_randn(seed, images * 3 * side * side);
    return at::from_blob(const_cast<float*>(draws.data()), {images, 3, side, side})
        .clone()
        .mul_(0.3);
}

bool same_weights(const Network& a, const Network& b) {
    for (const auto& [name, values] : a.parameters()) {
        if (!values.detach().equal(b.parameters().at(name).detach())) return false;
    }
    return true;
}

// A D that must catch up with a finished G.
void check_warm_up(const Arithmetic& arithmetic) {
    TrainConfig config = testing::tiny_config();
    config.d_warm_up = 2;
    TrainingState state = TrainingState::initialised(config);
    state.place(arithmetic);
    const Network g = clone(state.g);
    const Network d = clone(state.d);
    const auto engine = make_step_engine(arithmetic, state);
    const at::Tensor real = noise(1, config.batch, config.size);
    for (int step = 0; step < 2; ++step) {
        const LossSample sample =
            engine->step(state, real, step_z(state, arithmetic), {2e-4, 2e-4}, nullptr);
        CHECK(std::isfinite(sample.loss_g));
        CHECK(same_weights(state.g, g));
        CHECK(same_weights(state.g_ema, g));
        CHECK_FALSE(same_weights(state.d, d));
    }
    engine->step(state, real, step_z(state, arithmetic), {2e-4, 2e-4}, nullptr);
    CHECK_FALSE(same_weights(state.g, g));
    CHECK(state.step == 3);
}

}  // namespace

TEST_CASE("augmentation is off unless asked for, and a pure function of seed, step and use") {
    const at::Tensor images = noise(3, 6, 32);
    CHECK(augmented(images, testing::tiny_config(), 5, AugmentUse::real).is_same(images));
    const TrainConfig config = augmenting();
    const at::Tensor once = augmented(images, config, 5, AugmentUse::real);
    CHECK(once.sizes() == images.sizes());
    CHECK(once.equal(augmented(images, config, 5, AugmentUse::real)));
    CHECK_FALSE(once.equal(augmented(images, config, 6, AugmentUse::real)));
    CHECK_FALSE(once.equal(augmented(images, config, 5, AugmentUse::fake_for_d)));
    TrainConfig other = config;
    other.seed += 1;
    CHECK_FALSE(once.equal(augmented(images, other, 5, AugmentUse::real)));
}

TEST_CASE("each image loses a square and keeps the rest, moved by an eighth at most") {
    const std::int64_t side = 32;
    const at::Tensor images = at::full({64, 3, side, side}, 0.9);
    const at::Tensor seen = augmented(images, augmenting(), 1, AugmentUse::real);
    for (std::int64_t i = 0; i < 64; ++i) {
        // An image of one colour stays of one colour: brightness alone moves it.
        const at::Tensor zero = seen[i].abs().sum(0).lt(1e-6);
        const double gone = zero.to(at::kFloat).mean().item<double>();
        CHECK(gone > 0.05);                      // a corner's worth of the square
        CHECK(gone <= 0.25 + 2 * (4.0 / 32.0));  // the square and the strips of the shift
        const at::Tensor left = seen[i].masked_select(zero.logical_not());
        CHECK((left.max() - left.min()).item<double>() < 1e-4);
        CHECK(left.mean().item<double>() > 0.9 - 0.5 - 1e-3);
        CHECK(left.mean().item<double>() < 0.9 + 0.5 + 1e-3);
    }
}

TEST_CASE("the gradient through the augmentation is that of finite differences") {
    const TrainConfig config = augmenting();
    const at::Tensor weights = noise(8, 2, 16).to(at::kDouble);
    const auto loss = [&](const at::Tensor& x) {
        return (augmented(x, config, 2, AugmentUse::fake_for_g) * weights).sum();
    };
    at::Tensor x = noise(9, 2, 16).to(at::kDouble).requires_grad_(true);
    loss(x).backward();
    const at::Tensor gradient = x.grad().flatten();
    const double h = 1e-4;
    for (std::int64_t k = 0; k < x.numel(); k += 37) {
        at::Tensor up = x.detach().clone();
        at::Tensor down = x.detach().clone();
        up.flatten()[k] += h;
        down.flatten()[k] -= h;
        const double slope = (loss(up) - loss(down)).item<double>() / (2 * h);
        CHECK(gradient[k].item<double>() == doctest::Approx(slope).epsilon(1e-5).scale(1.0));
    }
}

TEST_CASE("a new D is trained alone at first, in every arithmetic") {
    Arithmetic reference;
    reference.reference = true;
    check_warm_up(reference);
    for (const kernels::KernelSet* set : kernels::usable_sets()) {
        CAPTURE(set->name);
        Arithmetic ours;
        ours.channels_last = true;
        ours.bf16 = set->bf16;
        ours.kernels = set->name;
        check_warm_up(ours);
    }
}

}  // namespace zscope::detail
