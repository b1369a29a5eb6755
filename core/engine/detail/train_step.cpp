// SPDX-License-Identifier: MIT
#include "core/engine/detail/train_step.h"

#include <ATen/Context.h>
#include <ATen/autocast_mode.h>

#include <algorithm>
#include <cstring>

#include "core/base/check.h"
#include "core/engine/detail/augment.h"
#include "core/engine/detail/compute_threads.h"
#include "core/latent/torch_randn.h"

namespace zscope::detail {

namespace {

constexpr double kEmaDecayLimit = 0.999;

// bf16 autocast for a scope; nothing when the arithmetic is fp32. Autocast is a thread's own state.
class AutocastScope {
  public:
    explicit AutocastScope(const Arithmetic& arithmetic)
        : on_(arithmetic.bf16), device_(device_of(arithmetic).type()) {
        if (!on_) return;
        at::autocast::set_autocast_enabled(device_, true);
        at::autocast::set_autocast_dtype(device_, at::kBFloat16);
        at::autocast::increment_nesting();
    }
    ~AutocastScope() {
        if (!on_) return;
        // Weights cast for this scope are stale after the next Adam step.
        if (at::autocast::decrement_nesting() == 0) at::autocast::clear_cache();
        at::autocast::set_autocast_enabled(device_, false);
    }
    AutocastScope(const AutocastScope&) = delete;
    AutocastScope& operator=(const AutocastScope&) = delete;

  private:
    bool on_;
    at::DeviceType device_;
};

at::Tensor run(Network& network, const at::Tensor& input, const Arithmetic& arithmetic) {
    return forward_in(network, input, Mode::train, arithmetic);
}

// Binary cross-entropy on logits against one label for all: the stable form of DCGAN's loss.
at::Tensor loss_against(const at::Tensor& logits, double label) {
    return at::binary_cross_entropy_with_logits(logits, at::full_like(logits, label));
}

float mean_sigmoid(const at::Tensor& logits) {
    return logits.detach().sigmoid().mean().item<float>();
}

void clear_gradients(Network& network) {
    for (auto& [name, parameter] : network.parameters())
        parameter.mutable_grad() = at::Tensor();
}

template <class Weight>
void move_average(const TensorMap& newest, TensorMap& averages, const Weight& weight) {
    const c10::NoGradGuard no_grad;
    for (auto& [name, average] : averages) {
        const at::Tensor& now = newest.at(name);
        if (average.is_floating_point()) {
            average.lerp_(now.detach(), weight);
        } else {
            average.copy_(now);
        }
    }
}
template <class Weight>
void move_average(TrainingState& state, const Weight& weight) {
    move_average(state.g.parameters(), state.g_ema.parameters(), weight);
    move_average(state.g.buffers(), state.g_ema.buffers(), weight);
}

// Of a step that is computed as it is called, and counted before its last part.
class PlainUpdates final : public StepUpdates {
  public:
    PlainUpdates(std::int64_t number, std::int64_t images, const StepRates& rates)
        : number_(number), images_(images), rates_(rates) {}
    void adam_d(TrainingState& state) override {
        state.adam_d.apply(state.d.parameters(), number_,
                           {rates_.lr_d, state.config.beta1, state.config.beta2});
    }
    void adam_g(TrainingState& state) override {
        state.adam_g.apply(state.g.parameters(), number_,
                           {rates_.lr_g, state.config.beta1, state.config.beta2});
    }
    void average_g(TrainingState& state) override {
        state.step = number_;
        state.position += images_;
        average_generator(state, average_weight(number_));
    }

  private:
    std::int64_t number_, images_;
    StepRates rates_;
};

}  // namespace

at::Tensor batch_to_tensor(const ImageBatch& batch, const TrainConfig& config,
                           const Arithmetic& arithmetic) {
    const std::int64_t per_image = config.size * config.size * config.channels;
    const auto bytes = static_cast<std::int64_t>(batch.pixels.size());
    ZSCOPE_CHECK(bytes == config.batch * per_image, "{} bytes, batch {}, {} bytes an image", bytes,
                 config.batch, per_image);
    at::Tensor raw =
        at::empty({config.batch, config.size, config.size, config.channels}, at::kByte);
    std::memcpy(raw.mutable_data_ptr(), batch.pixels.data(), batch.pixels.size());
    const auto layout =
        arithmetic.channels_last ? at::MemoryFormat::ChannelsLast : at::MemoryFormat::Contiguous;
    return raw.to(device_of(arithmetic))
        .permute({0, 3, 1, 2})
        .to(at::kFloat)
        .contiguous(layout)
        .div_(127.5)
        .sub_(1.0);
}

at::Tensor forward_in(Network& network, const at::Tensor& input, Mode mode,
                      const Arithmetic& arithmetic) {
    const AutocastScope autocast(arithmetic);
    return network.forward(input, mode);
}

at::Tensor step_z(const TrainingState& state, const Arithmetic& arithmetic) {
    const TrainConfig& c = state.config;
    const std::vector<float> z =
        training_z(c.prior, static_cast<std::uint64_t>(c.seed), state.step, c.batch, c.nz);
    at::Tensor result = at::empty({c.batch, c.nz});
    std::memcpy(result.mutable_data_ptr(), z.data(), z.size() * sizeof(float));
    return result.to(device_of(arithmetic));
}

StepTensors dcgan_step(TrainingState& state, const at::Tensor& real, const at::Tensor& z,
                       const Arithmetic& arithmetic, StepUpdates& updates, StepObserver* observer) {
    const c10::AutoGradMode with_gradients(true);
    const auto reached = [&](StepPart part) {
        if (observer != nullptr) observer->reached(part, state);
    };
    StepTensors out;

    // D: the real batch against 1, then fakes, cut off from G, against 0; gradients add up.
    clear_gradients(state.d);
    state.d.require_grad(true);
    state.g.require_grad(true);
    const TrainConfig& config = state.config;
    const std::int64_t number = state.step;
    out.real_logits =
        run(state.d, augmented(real, config, number, AugmentUse::real), arithmetic).to(at::kFloat);
    out.loss_real = loss_against(out.real_logits, 1.0);
    out.loss_real.backward();
    reached(StepPart::d_real);
    const at::Tensor fake = run(state.g, z, arithmetic);
    out.fakes = fake.detach();
    if (observer != nullptr && observer->wants_generated()) observer->generated(out.fakes);
    reached(StepPart::g_forward);
    out.fake_logits =
        run(state.d, augmented(out.fakes, config, number, AugmentUse::fake_for_d), arithmetic)
            .to(at::kFloat);
    out.loss_fake = loss_against(out.fake_logits, 0.0);
    out.loss_fake.backward();
    reached(StepPart::d_fake);
    updates.adam_d(state);
    reached(StepPart::d_adam);

    // G: the same fakes through the updated D, against 1. D's weight gradients would be thrown
    // away, so they are not computed.
    clear_gradients(state.d);
    clear_gradients(state.g);
    state.d.require_grad(false);
    out.judged = run(state.d, augmented(fake, config, number, AugmentUse::fake_for_g), arithmetic)
                     .to(at::kFloat);
    out.loss_g = loss_against(out.judged, 1.0);
    const bool g_learns = config.d_warm_up == 0 || number >= config.d_warm_up;
    if (g_learns) out.loss_g.backward();
    reached(StepPart::g_backward);
    if (g_learns) updates.adam_g(state);
    reached(StepPart::g_adam);
    clear_gradients(state.g);
    updates.average_g(state);
    reached(StepPart::ema);
    return out;
}

double average_weight(std::int64_t step) {
    const auto t = static_cast<double>(step);
    return 1.0 - std::min(kEmaDecayLimit, (1.0 + t) / (10.0 + t));
}
void average_generator(TrainingState& state, const at::Scalar& weight) {
    move_average(state, weight);
}
void average_generator(TrainingState& state, const at::Tensor& weight) {
    move_average(state, weight);
}
void average_tensors(const TensorMap& newest, TensorMap& averages, double weight) {
    move_average(newest, averages, at::Scalar(weight));
}

LossSample train_step(TrainingState& state, const at::Tensor& real, const at::Tensor& z,
                      const Arithmetic& arithmetic, const StepRates& rates,
                      StepObserver* observer) {
    PlainUpdates updates(state.step + 1, real.size(0), rates);
    const StepTensors out = dcgan_step(state, real, z, arithmetic, updates, observer);
    LossSample sample;
    sample.step = state.step;
    sample.loss_d_real = out.loss_real.item<float>();
    sample.loss_d_fake = out.loss_fake.item<float>();
    sample.loss_d = sample.loss_d_real + sample.loss_d_fake;
    sample.loss_g = out.loss_g.item<float>();
    sample.d_x = mean_sigmoid(out.real_logits);
    sample.d_g_z1 = mean_sigmoid(out.fake_logits);
    sample.d_g_z2 = mean_sigmoid(out.judged);
    return sample;
}

void set_up_compute_thread(const Arithmetic& arithmetic) {
    at::globalContext().setFlushDenormal(true);
    set_compute_threads(arithmetic.threads);
}

}  // namespace zscope::detail
