// SPDX-License-Identifier: MIT
#include "core/engine/detail/train_step.h"

#include <c10/core/GradMode.h>
#include <doctest/doctest.h>

#include <cmath>
#include <cstring>
#include <vector>

#include "core/base/error.h"
#include "tests/engine/tiny_training.h"

using namespace zscope;
using namespace zscope::detail;

namespace {

at::Tensor random_images(const TrainConfig& c) {
    at::Tensor images = at::empty({c.batch, c.channels, c.size, c.size});
    std::mt19937 random(2);
    std::uniform_real_distribution<float> uniform(-1.0F, 1.0F);
    for (std::int64_t i = 0; i < images.numel(); ++i)
        images.mutable_data_ptr<float>()[i] = uniform(random);
    return images;
}

LossSample one_step(TrainingState& state, StepObserver* observer = nullptr) {
    return train_step(
        state, random_images(state.config), step_z(state, resolve_arithmetic(state.config)),
        resolve_arithmetic(state.config), {state.config.lr_g, state.config.lr_d}, observer);
}

bool same_tensors(const NamedTensors& a, const NamedTensors& b) {
    if (a.size() != b.size()) return false;
    for (const auto& [name, tensor] : a) {
        const auto other = b.find(name);
        if (other == b.end() || other->second.bytes() != tensor.bytes()) return false;
        if (std::memcmp(other->second.data.get(), tensor.data.get(), tensor.bytes()) != 0)
            return false;
    }
    return true;
}

double mean_of(const at::Tensor& values) {
    return values.to(at::kDouble).mean().item<double>();
}

// −mean log D for label 1, −mean log(1 − D) for label 0, in double precision.
double cross_entropy(const at::Tensor& logits, bool label) {
    const at::Tensor d = logits.detach().to(at::kDouble).sigmoid();
    return -mean_of(label ? d.log() : (1.0 - d).log());
}

}  // namespace

TEST_CASE("a step changes every weight of both networks and counts itself") {
    TrainingState state = TrainingState::initialised(testing::tiny_config());
    const NamedTensors g = state.g.to_host(), d = state.d.to_host();
    one_step(state);
    CHECK(state.step == 1);
    CHECK(state.position == state.config.batch);
    for (auto& [name, tensor] : state.g.parameters()) {
        CAPTURE(name);
        CHECK_FALSE(at::equal(tensor.detach(), to_tensor(g.at(name))));
    }
    for (auto& [name, tensor] : state.d.parameters()) {
        CAPTURE(name);
        CHECK_FALSE(at::equal(tensor.detach(), to_tensor(d.at(name))));
    }
}

TEST_CASE("the logged values are those of DCGAN's step in its order") {
    TrainingState state = TrainingState::initialised(testing::tiny_config());
    TrainingState before = TrainingState::initialised(testing::tiny_config());
    const at::Tensor real = random_images(state.config),
                     z = step_z(state, resolve_arithmetic(state.config));
    const LossSample s = one_step(state);

    const c10::NoGradGuard no_grad;
    const at::Tensor real_logits = before.d.forward(real, Mode::train);
    const at::Tensor fake = before.g.forward(z, Mode::train);
    const at::Tensor fake_logits = before.d.forward(fake, Mode::train);
    CHECK(s.loss_d_real == doctest::Approx(cross_entropy(real_logits, true)).epsilon(1e-5));
    CHECK(s.loss_d_fake == doctest::Approx(cross_entropy(fake_logits, false)).epsilon(1e-5));
    CHECK(s.loss_d == doctest::Approx(s.loss_d_real + s.loss_d_fake));
    CHECK(s.d_x == doctest::Approx(mean_of(real_logits.sigmoid())).epsilon(1e-5));
    CHECK(s.d_g_z1 == doctest::Approx(mean_of(fake_logits.sigmoid())).epsilon(1e-5));
    // The same fakes, judged by D as the step left it: G's loss and the second D(G(z)).
    const at::Tensor judged = state.d.forward(fake, Mode::train);
    CHECK(s.loss_g == doctest::Approx(cross_entropy(judged, true)).epsilon(1e-4));
    CHECK(s.d_g_z2 == doctest::Approx(mean_of(judged.sigmoid())).epsilon(1e-4));
    CHECK(s.step == 1);
}

TEST_CASE("running statistics take in the real batch and the fakes twice") {
    TrainingState state = TrainingState::initialised(testing::tiny_config());
    one_step(state);
    for (auto& [name, tensor] : state.d.buffers()) {
        if (name.ends_with("num_batches_tracked")) CHECK(tensor.item<std::int64_t>() == 3);
    }
    for (auto& [name, tensor] : state.g.buffers()) {
        if (name.ends_with("num_batches_tracked")) CHECK(tensor.item<std::int64_t>() == 1);
    }
}

TEST_CASE("the same seed gives the same steps bit for bit, another seed does not") {
    TrainConfig config = testing::tiny_config();
    TrainingState a = TrainingState::initialised(config), b = TrainingState::initialised(config);
    config.seed += 1;
    TrainingState c = TrainingState::initialised(config);
    for (int i = 0; i < 3; ++i) {
        const LossSample sample_a = one_step(a), sample_b = one_step(b), sample_c = one_step(c);
        CHECK(sample_a.loss_g == sample_b.loss_g);
        CHECK(sample_a.loss_d == sample_b.loss_d);
        CHECK(sample_a.loss_d != sample_c.loss_d);
    }
    CHECK(same_tensors(a.g.to_host(), b.g.to_host()));
    CHECK(same_tensors(a.d.to_host(), b.d.to_host()));
    CHECK(same_tensors(a.g_ema.to_host(), b.g_ema.to_host()));
}

TEST_CASE("G's gradients do not depend on whether D's weight gradients are computed") {
    TrainingState state = TrainingState::initialised(testing::tiny_config());
    const at::Tensor z = step_z(state, resolve_arithmetic(state.config));
    const auto gradients = [&](bool with_d) {
        TrainingState fresh = TrainingState::initialised(testing::tiny_config());
        fresh.g.require_grad(true);
        fresh.d.require_grad(with_d);
        const at::Tensor logits = fresh.d.forward(fresh.g.forward(z, Mode::train), Mode::train);
        at::binary_cross_entropy_with_logits(logits, at::ones_like(logits)).backward();
        TensorMap result;
        for (auto& [name, tensor] : fresh.g.parameters())
            result[name] = tensor.grad();
        for (auto& [name, tensor] : fresh.d.parameters())
            CHECK(tensor.grad().defined() == with_d);
        return result;
    };
    const TensorMap with = gradients(true), without = gradients(false);
    for (const auto& [name, gradient] : with) {
        CAPTURE(name);
        CHECK(at::equal(gradient, without.at(name)));
    }

    class NoneForD : public StepObserver {
      public:
        void reached(StepPart part, const TrainingState& s) override {
            if (part != StepPart::g_backward) return;
            for (const auto& [name, tensor] : s.d.parameters())
                CHECK_FALSE(tensor.grad().defined());
            ++looked;
        }
        int looked = 0;
    } observer;
    one_step(state, &observer);
    CHECK(observer.looked == 1);
}

TEST_CASE("the average of G follows the stated decay, running statistics too") {
    TrainingState state = TrainingState::initialised(testing::tiny_config());
    std::map<std::string, at::Tensor> expected;
    const auto each = [&](auto work) {
        for (auto& [name, tensor] : state.g.parameters())
            work(name, tensor.detach().to(at::kDouble));
        for (auto& [name, tensor] : state.g.buffers()) {
            if (tensor.is_floating_point()) work(name, tensor.to(at::kDouble));
        }
    };
    each([&](const std::string& name, const at::Tensor& value) { expected[name] = value.clone(); });
    for (int t = 1; t <= 5; ++t) {
        one_step(state);
        const double decay = std::min(0.999, (1.0 + t) / (10.0 + t));
        each([&](const std::string& name, const at::Tensor& value) {
            expected[name] = decay * expected[name] + (1.0 - decay) * value;
        });
    }
    const NamedTensors average = state.g_ema.to_host();
    for (const auto& [name, value] : expected) {
        CAPTURE(name);
        const at::Tensor got = to_tensor(average.at(name)).to(at::kDouble);
        CHECK((got - value).abs().max().item<double>() < 1e-6);
    }
}

TEST_CASE("channels-last arithmetic computes the same step to rounding") {
    TrainConfig config = testing::tiny_config();
    TrainingState plain = TrainingState::initialised(config);
    TrainingState other = TrainingState::initialised(config);
    Arithmetic fast = resolve_arithmetic(config);
    fast.reference = false;
    fast.channels_last = true;
    other.place(fast);
    const at::Tensor real = random_images(config);
    const LossSample a = one_step(plain);
    const LossSample b = train_step(other, real.contiguous(at::MemoryFormat::ChannelsLast),
                                    step_z(other, fast), fast, {config.lr_g, config.lr_d});
    CHECK(a.loss_d == doctest::Approx(b.loss_d).epsilon(1e-4));
    CHECK(a.loss_g == doctest::Approx(b.loss_g).epsilon(1e-3));
    CHECK(a.d_g_z2 == doctest::Approx(b.d_g_z2).epsilon(1e-3));
}

TEST_CASE("bf16 arithmetic stays near fp32 and leaves the weights in fp32") {
    TrainConfig config = testing::tiny_config();
    TrainingState plain = TrainingState::initialised(config);
    const LossSample a = one_step(plain);
    config.kernels = "auto";
    config.precision = "bf16";
    TrainingState rounded = TrainingState::initialised(config);
    rounded.place(resolve_arithmetic(config));
    const LossSample b = one_step(rounded);
    CHECK(a.loss_d == doctest::Approx(b.loss_d).epsilon(0.05));
    CHECK(a.loss_g == doctest::Approx(b.loss_g).epsilon(0.05));
    for (auto& [name, tensor] : rounded.g.parameters())
        CHECK(tensor.element_size() == sizeof(float));
    // The next step must see the new weights, not a copy that was cast before Adam moved them.
    const LossSample a2 = one_step(plain), b2 = one_step(rounded);
    CHECK(a2.loss_d == doctest::Approx(b2.loss_d).epsilon(0.05));
    CHECK(std::abs(b2.loss_d - b.loss_d) > 1e-4F);
}

TEST_CASE("bytes of a batch become planes in −1…1") {
    TrainConfig config = testing::tiny_config();
    config.batch = 2;
    ImageBatch batch;
    batch.pixels.assign(2 * 32 * 32 * 3, 0);
    batch.pixels[((1 * 32 + 5) * 32 + 7) * 3 + 2] = 255;  // image 1, row 5, column 7, blue
    const at::Tensor images = batch_to_tensor(batch, config, resolve_arithmetic(config));
    CHECK(images.sizes().vec() == std::vector<std::int64_t>{2, 3, 32, 32});
    CHECK(images[1][2][5][7].item<float>() == doctest::Approx(1.0));
    CHECK(images[1][1][5][7].item<float>() == doctest::Approx(-1.0));
    CHECK(images.sum().item<double>() == doctest::Approx(-2.0 * 3 * 32 * 32 + 2.0));
}

TEST_CASE("reference kernels refuse bf16") {
    TrainConfig config = testing::tiny_config();
    config.precision = "bf16";
    CHECK_THROWS_AS(resolve_arithmetic(config), Error);
}

TEST_CASE("a resumed run computes as its table says") {
    TrainConfig config = testing::tiny_config();
    config.kernels = "auto";
    config.threads = 3;
    const Arithmetic first = resolve_arithmetic(config);
    const nlohmann::json table = kernels_to_json(first);
    CHECK(table.at("entries").at("*") == "libtorch");
    config.threads = 0;
    const ResumedArithmetic again = kernels_from_json(table, config);
    CHECK(again.exact);
    CHECK(again.arithmetic.threads == 3);
    CHECK(again.arithmetic.channels_last == first.channels_last);
    CHECK(again.arithmetic.bf16 == first.bf16);
    nlohmann::json elsewhere = table;
    elsewhere["cpu"] = "Another Processor";
    const ResumedArithmetic moved = kernels_from_json(elsewhere, config);
    CHECK_FALSE(moved.exact);
    CHECK(moved.arithmetic.note.find("Another Processor") != std::string::npos);
}

TEST_CASE("a state goes to a checkpoint and back, and a spoilt one does not") {
    TrainingState state = TrainingState::initialised(testing::tiny_config());
    one_step(state);
    const Checkpoint saved = state.to_checkpoint();
    TrainingState again = TrainingState::from_checkpoint(saved);
    const LossSample a = one_step(state), b = one_step(again);
    CHECK(a.loss_g == b.loss_g);
    CHECK(same_tensors(state.to_checkpoint().adam_g_exp_avg_sq,
                       again.to_checkpoint().adam_g_exp_avg_sq));
    CHECK(same_tensors(state.g_ema.to_host(), again.g_ema.to_host()));

    state.g.parameters().begin()->second.detach().flatten()[3].fill_(NAN);
    CHECK_THROWS_AS(state.to_checkpoint(), Error);
}

TEST_CASE("a configuration is read off a model; without a D it plans for a new one") {
    TrainConfig config = testing::tiny_config();
    config.max_width = 8;
    config.prior = "uniform";
    const ModelSnapshot model = TrainingState::initialised(config).to_snapshot("m");
    TrainConfig other;
    other.batch = 99;
    const TrainConfig adopted = adopt_shape(other, model);
    CHECK(adopted.batch == 99);
    CHECK(adopted.prior == "uniform");
    CHECK(dcgan_generator(adopted.shape()) == model.generator);
    CHECK(dcgan_discriminator(adopted.shape()) == *model.discriminator);
    ModelSnapshot without = model;
    without.d.reset();
    without.discriminator.reset();
    CHECK(adopted.d_warm_up == 0);
    const TrainConfig with_new = adopt_shape(other, without);
    CHECK(with_new.d_warm_up > 0);
    CHECK(dcgan_generator(with_new.shape()) == without.generator);
    const TrainingState state = TrainingState::from_model(with_new, without);
    CHECK(same_tensors(state.g.to_host(), without.raw));
    CHECK(state.d.architecture() == dcgan_discriminator(with_new.shape()));
}
