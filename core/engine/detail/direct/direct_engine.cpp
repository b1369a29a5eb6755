// SPDX-License-Identifier: MIT
#include "core/engine/detail/direct/direct_engine.h"

#include <algorithm>
#include <cmath>
#include <optional>

#include "core/engine/detail/augment.h"
#include "core/engine/detail/direct/discriminator.h"
#include "core/engine/detail/direct/generator.h"
#include "core/engine/detail/direct/optimizer.h"

namespace zscope::detail::direct {

namespace {

struct Judged {
    float loss = 0.0F;             // mean binary cross-entropy against the label
    float mean = 0.0F;             // of D's probability
    std::vector<float> gradients;  // of the loss by the logits
};

// log(1 + e^−|x|) + max(x, 0) − x · label: the stable form of the cross-entropy on logits.
Judged judge(const std::vector<float>& logits, double label) {
    Judged result;
    double loss = 0.0, mean = 0.0;
    const auto count = static_cast<double>(logits.size());
    for (const float logit : logits) {
        const double x = logit;
        const double probability = 1.0 / (1.0 + std::exp(-x));
        loss += std::log1p(std::exp(-std::abs(x))) + std::max(x, 0.0) - x * label;
        mean += probability;
        result.gradients.push_back(static_cast<float>((probability - label) / count));
    }
    result.loss = static_cast<float>(loss / count);
    result.mean = static_cast<float>(mean / count);
    return result;
}

class DirectEngine final : public StepEngine {
  public:
    DirectEngine(const Crew& crew, TrainingState& state)
        : images_(state.config.batch),
          g_(crew, state.g, images_),
          d_(crew, state.d, images_),
          adam_g_(crew, state.g, state.adam_g, &state.g_ema),
          adam_d_(crew, state.d, state.adam_d, nullptr),
          fakes_(images_, state.config.size, state.config.channels),
          reals_(images_, state.config.size, state.config.channels),
          image_gradient_(images_, state.config.size, state.config.channels),
          patches_(crew, images_, state.config.size) {
        if (augments(state.config)) {
            augmented_.emplace(images_, state.config.size, state.config.channels);
            zeros_.emplace(images_, state.config.size, state.config.channels);
        }
        g_.pack();
        d_.pack();
    }

    LossSample step(TrainingState& state, const at::Tensor& real, const at::Tensor& z,
                    const StepRates& rates, StepObserver* observer) override {
        const auto reached = [&](StepPart part) {
            if (observer != nullptr) observer->reached(part, state);
        };
        LossSample sample;
        sample.step = state.step + 1;

        // D: the real batch against 1, then fakes against 0; gradients add up.
        reals_.take(augmented(real, state.config, state.step, AugmentUse::real));
        patches_.take(reals_, true);
        const Judged on_real = judge(d_.forward(patches_, true), 1.0);
        d_.backward(patches_, on_real.gradients, false);
        reached(StepPart::d_real);
        g_.forward(z, fakes_);
        if (observer != nullptr && observer->wants_generated()) observer->generated(fakes_.copy());
        reached(StepPart::g_forward);
        show_fakes(state, AugmentUse::fake_for_d);
        const Judged on_fake = judge(d_.forward(patches_, true), 0.0);
        d_.backward(patches_, on_fake.gradients, true);
        reached(StepPart::d_fake);
        adam_d_.apply(sample.step, {rates.lr_d, state.config.beta1, state.config.beta2}, 0.0);
        d_.pack();
        reached(StepPart::d_adam);

        // G: the same fakes through the updated D, against 1, without D's weight gradients.
        if (augments(state.config)) show_fakes(state, AugmentUse::fake_for_g);
        const Judged on_updated = judge(d_.forward(patches_, false), 1.0);
        const double newest = average_weight(sample.step);
        if (state.step >= state.config.d_warm_up) {
            gradient_by_fakes(state, on_updated.gradients);
            g_.backward(image_gradient_, patches_);
            reached(StepPart::g_backward);
            adam_g_.apply(sample.step, {rates.lr_g, state.config.beta1, state.config.beta2},
                          newest);
            g_.pack();
        }
        reached(StepPart::g_adam);
        state.step = sample.step;
        state.position += images_;
        average_tensors(state.g.buffers(), state.g_ema.buffers(), newest);
        reached(StepPart::ema);

        sample.loss_d_real = on_real.loss;
        sample.loss_d_fake = on_fake.loss;
        sample.loss_d = on_real.loss + on_fake.loss;
        sample.loss_g = on_updated.loss;
        sample.d_x = on_real.mean;
        sample.d_g_z1 = on_fake.mean;
        sample.d_g_z2 = on_updated.mean;
        return sample;
    }

  private:
    // The fakes, as D is to see them, into the patches.
    void show_fakes(const TrainingState& state, AugmentUse use) {
        if (!augmented_) {
            patches_.take(fakes_, true);
            return;
        }
        augmented_->take(augmented(fakes_.copy(), state.config, state.step, use));
        patches_.take(*augmented_, true);
    }

    // Of G's loss by the fakes, through their tanh, into image_gradient_. Behind an augmentation D
    // gives the gradient by what it saw (tanh' of an image of zeros is 1); LibTorch takes it back.
    void gradient_by_fakes(const TrainingState& state, const std::vector<float>& gradients) {
        if (!augmented_) {
            d_.backward_to_images(gradients, fakes_, image_gradient_);
            return;
        }
        d_.backward_to_images(gradients, *zeros_, image_gradient_);
        const c10::AutoGradMode with_gradients(true);
        at::Tensor fakes = fakes_.copy().requires_grad_(true);
        const at::Tensor seen = augmented(fakes, state.config, state.step, AugmentUse::fake_for_g);
        seen.backward(image_gradient_.copy());
        const at::Tensor values = fakes.detach();
        image_gradient_.take(fakes.grad() * (1.0 - values * values));
    }

    std::int64_t images_;
    Generator g_;
    Discriminator d_;
    Optimizer adam_g_, adam_d_;
    BorderedImages fakes_, reals_, image_gradient_;
    std::optional<BorderedImages> augmented_, zeros_;  // of runs that augment
    ImagePatches patches_;  // of the images that D looks at, then of their gradient
};

}  // namespace

std::unique_ptr<StepEngine> make_engine(const Crew& crew, TrainingState& state) {
    return std::make_unique<DirectEngine>(crew, state);
}

}  // namespace zscope::detail::direct
