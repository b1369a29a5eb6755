// SPDX-License-Identifier: MIT
#include "core/engine/detail/direct/direct_engine.h"

#include <doctest/doctest.h>

#include <cstring>

#include "core/engine/detail/direct/kernel_choice.h"
#include "core/engine/detail/direct/layer_weights.h"
#include "core/engine/detail/direct/optimizer.h"
#include "core/engine/kernels/sets.h"
#include "tests/engine/tiny_training.h"

using namespace zscope;
using namespace zscope::detail;

namespace {

// The gradients of a step, as an engine shows them to its observer.
class GradientWatch final : public StepObserver {
  public:
    void reached(StepPart part, const TrainingState& state) override {
        if (part == StepPart::d_fake) keep("D.", state.d);
        if (part == StepPart::g_backward) keep("G.", state.g);
    }
    bool wants_generated() const override { return true; }
    void generated(const at::Tensor& images) override { fakes = images.clone(); }

    std::map<std::string, at::Tensor> gradients;
    at::Tensor fakes;

  private:
    void keep(const std::string& prefix, const Network& network) {
        for (const auto& [name, parameter] : network.parameters())
            gradients[prefix + name] = parameter.grad().clone();
    }
};

TrainConfig odd_config() {
    TrainConfig config = testing::tiny_config();
    config.nz = 10;
    config.ngf = 12;  // widths that fill no block, and some that fill more than one
    config.ndf = 9;
    config.batch = 37;
    return config;
}

at::Tensor smooth_images(const TrainConfig& c) {
    const at::Tensor noise = at::empty({c.batch, c.channels, 8, 8});
    std::mt19937 random(5);
    std::uniform_real_distribution<float> uniform(-1.0F, 1.0F);
    for (std::int64_t i = 0; i < noise.numel(); ++i)
        noise.mutable_data_ptr<float>()[i] = uniform(random);
    return at::upsample_bilinear2d(noise, {c.size, c.size}, false);
}

double relative_error(const at::Tensor& value, const at::Tensor& exact) {
    const at::Tensor truth = exact.to(at::kDouble);
    const double size = truth.norm().item<double>();
    return (value.to(at::kDouble) - truth).norm().item<double>() / std::max(size, 1e-12);
}

Arithmetic plain_arithmetic() {
    Arithmetic arithmetic;
    arithmetic.reference = true;
    return arithmetic;
}

struct Steps {
    TrainingState state;
    GradientWatch watch;
    LossSample sample;
};

// `steps` of them from a state, by LibTorch's autograd in fp32 or by a kernel set. D keeps its
// weights unless told otherwise: Adam's first step is ±lr for a gradient however small, which would
// blow up differences.
Steps steps_from(TrainingState start, int steps, const kernels::KernelSet* set, int threads,
                 bool autocast = false, const direct::KernelTable& table = {}, double lr_d = 0.0) {
    Steps result{std::move(start), {}, {}};
    const TrainConfig config = result.state.config;
    Arithmetic arithmetic = plain_arithmetic();
    arithmetic.channels_last = set != nullptr;
    arithmetic.bf16 = autocast;
    result.state.place(arithmetic);
    std::unique_ptr<StepEngine> engine;
    if (set != nullptr) engine = direct::make_engine({set, threads, table}, result.state);
    const at::Tensor real = smooth_images(config);
    for (int i = 0; i < steps; ++i) {
        const at::Tensor z = step_z(result.state, arithmetic);
        const StepRates rates = {config.lr_g, lr_d};
        result.sample = engine
                            ? engine->step(result.state, real, z, rates, &result.watch)
                            : train_step(result.state, real, z, arithmetic, rates, &result.watch);
    }
    return result;
}

// The same from initial weights.
Steps run_steps(const TrainConfig& config, int steps, const kernels::KernelSet* set, int threads,
                bool autocast = false, const direct::KernelTable& table = {}) {
    return steps_from(TrainingState::initialised(config), steps, set, threads, autocast, table);
}

// Every product by LibTorch's convolutions.
direct::KernelTable all_libtorch(const TrainConfig& config, bool bf16) {
    direct::KernelTable table;
    for (const direct::ProductShape& shape :
         direct::product_shapes(dcgan_generator(config.shape()),
                                dcgan_discriminator(config.shape()), config.batch, bf16)) {
        table[shape.key()] = direct::kLibtorch;
    }
    return table;
}

void check_one_step(const TrainConfig& config, const kernels::KernelSet& set, int threads,
                    const direct::KernelTable& table = {}) {
    CAPTURE(set.name);
    CAPTURE(config.size);
    CAPTURE(config.channels);
    CAPTURE(threads);
    // How near bf16 is to fp32 is compared with LibTorch's below; this finds what is wrong.
    const double allowed = set.bf16 ? 0.4 : 2e-4;
    Steps exact = run_steps(config, 1, nullptr, 1);
    Steps ours = run_steps(config, 1, &set, threads, false, table);
    CHECK(ours.sample.loss_d_real == doctest::Approx(exact.sample.loss_d_real).epsilon(allowed));
    CHECK(ours.sample.loss_d_fake == doctest::Approx(exact.sample.loss_d_fake).epsilon(allowed));
    CHECK(ours.sample.loss_g == doctest::Approx(exact.sample.loss_g).epsilon(allowed));
    CHECK(ours.sample.d_x == doctest::Approx(exact.sample.d_x).epsilon(allowed));
    CHECK(ours.sample.d_g_z1 == doctest::Approx(exact.sample.d_g_z1).epsilon(allowed));
    CHECK(ours.sample.d_g_z2 == doctest::Approx(exact.sample.d_g_z2).epsilon(allowed));
    CHECK(relative_error(ours.watch.fakes, exact.watch.fakes) < allowed);
    CHECK(ours.watch.gradients.size() == exact.watch.gradients.size());
    for (const auto& [name, gradient] : exact.watch.gradients) {
        CAPTURE(name);
        CHECK(relative_error(ours.watch.gradients.at(name), gradient) < allowed);
    }
    for (const auto& [name, buffer] : exact.state.d.buffers()) {
        CAPTURE(name);
        CHECK(relative_error(ours.state.d.buffers().at(name), buffer) < allowed);
    }
    for (const auto& [name, buffer] : exact.state.g_ema.buffers()) {
        CAPTURE(name);
        CHECK(relative_error(ours.state.g_ema.buffers().at(name), buffer) < allowed);
    }
}

}  // namespace

TEST_CASE("a step on our kernels is that of autograd, for every set, size and odd width") {
    for (const kernels::KernelSet* set : kernels::usable_sets()) {
        for (const std::int64_t size : {32, 64}) {
            TrainConfig config = odd_config();
            config.size = size;
            check_one_step(config, *set, 2);
        }
        TrainConfig grey = odd_config();
        grey.channels = 1;
        check_one_step(grey, *set, 1);
    }
}

TEST_CASE("the same behind DiffAugment, whose gradient autograd takes back") {
    for (const kernels::KernelSet* set : kernels::usable_sets()) {
        TrainConfig config = odd_config();
        config.augment = "diffaugment";
        check_one_step(config, *set, 2);
    }
}

TEST_CASE("the same with LibTorch's convolutions between our kernels") {
    for (const kernels::KernelSet* set : kernels::usable_sets()) {
        const direct::KernelTable table = all_libtorch(odd_config(), set->bf16);
        CHECK(table.size() == 14);  // three products of four layers, two of the first of G
        check_one_step(odd_config(), *set, 2, table);
    }
}

TEST_CASE("steps on our kernels repeat bit for bit for equal threads") {
    for (const kernels::KernelSet* set : kernels::usable_sets()) {
        CAPTURE(set->name);
        const NamedTensors a = run_steps(odd_config(), 3, set, 2).state.d.to_host();
        const NamedTensors b = run_steps(odd_config(), 3, set, 2).state.d.to_host();
        for (const auto& [name, tensor] : a) {
            CAPTURE(name);
            CHECK(std::memcmp(tensor.data.get(), b.at(name).data.get(), tensor.bytes()) == 0);
        }
    }
}

TEST_CASE("bf16 gradients are as near to fp32 as those of LibTorch's autocast") {
    TrainConfig config = odd_config();
    config.ngf = config.ndf = 32;
    config.batch = 64;
    const kernels::KernelSet* fastest = kernels::fastest_set(true);
    if (fastest == nullptr) return;  // no bf16 of ours on this processor
    Checkpoint start = TrainingState::initialised(config).to_checkpoint();
    SUBCASE("at initial weights") {}
    SUBCASE("after 200 steps") {
        start = steps_from(TrainingState::from_checkpoint(start), 200, fastest, 2, false, {},
                           config.lr_d)
                    .state.to_checkpoint();
    }
    const auto one_step = [&](const kernels::KernelSet* set, bool autocast) {
        return steps_from(TrainingState::from_checkpoint(start), 1, set, 2, autocast);
    };
    const Steps exact = one_step(nullptr, false), autocast = one_step(nullptr, true);
    for (const kernels::KernelSet* set : kernels::usable_sets()) {
        if (!set->bf16) continue;
        const Steps ours = one_step(set, false);
        for (const auto& [name, gradient] : exact.watch.gradients) {
            CAPTURE(set->name);
            CAPTURE(name);
            const double theirs = relative_error(autocast.watch.gradients.at(name), gradient);
            CHECK(relative_error(ours.watch.gradients.at(name), gradient) <= 1.2 * theirs);
        }
    }
}

TEST_CASE("our Adam and average are LibTorch's, step after step") {
    for (const kernels::KernelSet* set : kernels::usable_sets()) {
        CAPTURE(set->name);
        Arithmetic layout = plain_arithmetic();
        layout.channels_last = true;
        TrainingState ours = TrainingState::initialised(odd_config());
        TrainingState theirs = TrainingState::initialised(odd_config());
        for (TrainingState* state : {&ours, &theirs}) {
            state->place(layout);
            for (auto& [name, parameter] : state->g.parameters())
                direct::parameter_gradient(parameter);
        }
        const direct::Optimizer optimizer({set, 2}, ours.g, ours.adam_g, &ours.g_ema);
        for (std::int64_t step = 1; step <= 4; ++step) {
            for (auto& [name, parameter] : ours.g.parameters()) {
                parameter.grad().normal_();
                theirs.g.parameters().at(name).grad().copy_(parameter.grad());
            }
            const Adam::Rates rates = {2e-4, 0.5, 0.999};
            optimizer.apply(step, rates, 0.25);
            theirs.adam_g.apply(theirs.g.parameters(), step, rates);
            average_tensors(theirs.g.parameters(), theirs.g_ema.parameters(), 0.25);
        }
        for (const auto& [name, parameter] : theirs.g.parameters()) {
            CAPTURE(name);
            CHECK(relative_error(ours.g.parameters().at(name), parameter) < 1e-6);
            CHECK(relative_error(ours.g_ema.parameters().at(name),
                                 theirs.g_ema.parameters().at(name)) < 1e-6);
            CHECK(relative_error(ours.adam_g.exp_avg_sq().at(name),
                                 theirs.adam_g.exp_avg_sq().at(name)) < 1e-5);
        }
    }
}
