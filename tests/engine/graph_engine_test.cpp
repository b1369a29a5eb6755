// SPDX-License-Identifier: MIT
#include "core/engine/detail/graph_engine.h"

#include <ATen/record_function.h>
#include <doctest/doctest.h>

#include <cmath>
#include <limits>
#include <set>
#include <string>

#include "tests/engine/cpu_graph_device.h"
#include "tests/engine/tiny_training.h"

using namespace zscope;
using namespace zscope::detail;
using testing::CpuGraphDevice;

namespace {

Arithmetic channels_last() {
    Arithmetic result;
    result.channels_last = true;
    return result;
}

TrainingState placed_state() {
    TrainingState state = TrainingState::initialised(testing::tiny_config());
    state.place(channels_last());
    return state;
}

// Bytes that differ from step to step.
ImageBatch batch_of(const TrainConfig& c, unsigned step) {
    ImageBatch batch;
    batch.pixels.resize(static_cast<std::size_t>(c.batch * c.size * c.size * c.channels));
    std::mt19937 random(step);
    for (auto& pixel : batch.pixels)
        pixel = static_cast<std::uint8_t>(random());
    return batch;
}

double furthest(const TensorMap& a, const TensorMap& b) {
    double worst = 0.0;
    for (const auto& [name, tensor] : a) {
        const at::Tensor difference = tensor.detach().to(at::kDouble) - b.at(name).detach();
        worst = std::max(worst, difference.abs().max().item<double>());
    }
    return worst;
}

// What LibTorch was asked for while the object lives, on this thread; what fused Adam does inside
// is CPU's own.
class Operations {
  public:
    Operations() {
        current() = this;
        handle_ = at::addThreadLocalCallback(at::RecordFunctionCallback(entered, left));
    }
    ~Operations() {
        at::removeCallback(handle_);
        current() = nullptr;
    }
    Operations(const Operations&) = delete;
    Operations& operator=(const Operations&) = delete;
    const std::set<std::string>& names() const { return names_; }

  private:
    static Operations*& current() {
        static thread_local Operations* operations = nullptr;
        return operations;
    }
    static bool is_adam(const at::RecordFunction& f) {
        return std::string(f.name()) == "aten::_fused_adam_";
    }
    static std::unique_ptr<at::ObserverContext> entered(const at::RecordFunction& f) {
        if (is_adam(f)) ++current()->in_adam_;
        if (current()->in_adam_ == 0 || is_adam(f)) current()->names_.insert(f.name());
        return nullptr;
    }
    static void left(const at::RecordFunction& f, at::ObserverContext*) {
        if (is_adam(f)) --current()->in_adam_;
    }
    at::CallbackHandle handle_{};
    std::set<std::string> names_;
    int in_adam_ = 0;
};

}  // namespace

TEST_CASE("replayed steps are the steps, with rates that change on the way") {
    TrainingState plain = placed_state(), replayed = placed_state();
    const TrainConfig config = plain.config;
    CpuGraphDevice::Log log;
    GraphEngine engine(std::make_unique<CpuGraphDevice>(log), channels_last(), replayed);
    constexpr int kSteps = 9;
    for (int i = 0; i < kSteps; ++i) {
        const ImageBatch batch = batch_of(config, static_cast<unsigned>(i));
        const at::Tensor real = batch_to_tensor(batch, config, channels_last());
        const at::Tensor z = step_z(plain, channels_last());
        const StepRates rates{i < 6 ? 1e-3 : 3e-4, i < 6 ? 2e-4 : 5e-4};
        const LossSample a = train_step(plain, real, z, channels_last(), rates);
        // Tensors of the caller's and those of the engine's own mix.
        const bool own = i % 2 == 0;
        const LossSample b =
            engine.step(replayed, own ? engine.images(batch, config, channels_last()) : real, z,
                        rates, nullptr);
        CAPTURE(i);
        CHECK(a.step == b.step);
        CHECK(a.loss_d_real == doctest::Approx(b.loss_d_real).epsilon(1e-4));
        CHECK(a.loss_d_fake == doctest::Approx(b.loss_d_fake).epsilon(1e-4));
        CHECK(a.loss_d == doctest::Approx(b.loss_d).epsilon(1e-4));
        CHECK(a.loss_g == doctest::Approx(b.loss_g).epsilon(1e-4));
        CHECK(a.d_x == doctest::Approx(b.d_x).epsilon(1e-4));
        CHECK(a.d_g_z1 == doctest::Approx(b.d_g_z1).epsilon(1e-4));
        CHECK(a.d_g_z2 == doctest::Approx(b.d_g_z2).epsilon(1e-4));
    }
    CHECK(log.captures == 1);
    CHECK(log.replays == kSteps - GraphEngine::kWarmUpSteps);
    CHECK(engine.take_note() == "");
    CHECK(replayed.step == kSteps);
    CHECK(replayed.position == plain.position);
    CHECK(furthest(plain.g.parameters(), replayed.g.parameters()) < 1e-5);
    CHECK(furthest(plain.d.parameters(), replayed.d.parameters()) < 1e-5);
    CHECK(furthest(plain.g_ema.parameters(), replayed.g_ema.parameters()) < 1e-5);
    CHECK(furthest(plain.g_ema.buffers(), replayed.g_ema.buffers()) < 1e-5);
    CHECK(furthest(plain.d.buffers(), replayed.d.buffers()) < 1e-4);
    CHECK(furthest(plain.adam_g.exp_avg(), replayed.adam_g.exp_avg()) < 1e-5);
    CHECK(furthest(plain.adam_d.exp_avg_sq(), replayed.adam_d.exp_avg_sq()) < 1e-5);
}

TEST_CASE("a captured step depends on nothing that the host counts or sets") {
    TrainingState state = placed_state(), blind = placed_state();
    CpuGraphDevice::Log log, blind_log;
    GraphEngine engine(std::make_unique<CpuGraphDevice>(log), channels_last(), state);
    GraphEngine other(std::make_unique<CpuGraphDevice>(blind_log), channels_last(), blind);
    // While a replay goes on, the host's numbers are not there.
    auto hidden = std::tuple{std::int64_t{-1000}, std::numeric_limits<double>::quiet_NaN(),
                             std::numeric_limits<double>::quiet_NaN()};
    blind_log.at_replay = [&] {
        std::swap(blind.step, std::get<0>(hidden));
        std::swap(blind.config.lr_g, std::get<1>(hidden));
        std::swap(blind.config.lr_d, std::get<2>(hidden));
    };
    for (unsigned i = 0; i < 6; ++i) {
        const ImageBatch batch = batch_of(state.config, i);
        const at::Tensor z = step_z(state, channels_last());
        const StepRates rates{2e-4 + 1e-5 * i, 2e-4};
        const LossSample a = engine.step(state, engine.images(batch, state.config, channels_last()),
                                         z, rates, nullptr);
        const LossSample b = other.step(blind, other.images(batch, blind.config, channels_last()),
                                        z, rates, nullptr);
        CHECK(a.loss_g == b.loss_g);
        CHECK(a.loss_d == b.loss_d);
    }
    CHECK(blind_log.replays == 3);
    CHECK(blind.step == 6);
    CHECK(furthest(state.g_ema.parameters(), blind.g_ema.parameters()) == 0.0);
}

TEST_CASE("a captured step reads nothing back to the host") {
    TrainingState state = placed_state();
    CpuGraphDevice::Log log;
    GraphEngine engine(std::make_unique<CpuGraphDevice>(log), channels_last(), state);
    std::unique_ptr<Operations> operations;
    std::set<std::string> names;
    log.at_replay = [&] {
        if (!operations) {
            operations = std::make_unique<Operations>();
        } else {
            names = operations->names();
            operations.reset();
        }
    };
    const at::Tensor z = step_z(state, channels_last());
    const at::Tensor real =
        batch_to_tensor(batch_of(state.config, 1), state.config, channels_last());
    for (int i = 0; i <= GraphEngine::kWarmUpSteps; ++i)
        engine.step(state, real, z, {2e-4, 2e-4}, nullptr);
    CHECK(log.replays == 1);
    CHECK(names.contains("aten::_fused_adam_"));
    CHECK(names.contains("aten::conv_transpose2d"));
    for (const char* reads : {"aten::item", "aten::_local_scalar_dense", "aten::is_nonzero",
                              "aten::nonzero", "aten::equal", "aten::scalar_tensor"}) {
        CAPTURE(reads);
        CHECK_FALSE(names.contains(reads));
    }
}

TEST_CASE("a step that cannot be captured goes on being called, and says so once") {
    TrainingState plain = placed_state(), refused = placed_state();
    CpuGraphDevice::Log log, refused_log;
    refused_log.refuse = true;
    GraphEngine engine(std::make_unique<CpuGraphDevice>(log), channels_last(), plain);
    GraphEngine other(std::make_unique<CpuGraphDevice>(refused_log), channels_last(), refused);
    const at::Tensor real =
        batch_to_tensor(batch_of(plain.config, 1), plain.config, channels_last());
    for (int i = 0; i < 6; ++i) {
        const at::Tensor z = step_z(plain, channels_last());
        const LossSample a = engine.step(plain, real, z, {2e-4, 2e-4}, nullptr);
        const LossSample b = other.step(refused, real, z, {2e-4, 2e-4}, nullptr);
        CHECK(a.loss_g == b.loss_g);
    }
    CHECK(refused_log.captures == 1);
    CHECK(refused_log.replays == 0);
    CHECK(furthest(plain.g.parameters(), refused.g.parameters()) == 0.0);
    const std::string note = other.take_note();
    CHECK(note.find("(an operation cannot be captured)") != std::string::npos);
    CHECK(other.take_note() == "");
}

TEST_CASE("an observer gets the fakes of each step") {
    class Fakes final : public StepObserver {
      public:
        void reached(StepPart, const TrainingState&) override {}
        bool wants_generated() const override { return true; }
        void generated(const at::Tensor& fakes) override { seen.push_back(fakes.clone()); }
        std::vector<at::Tensor> seen;
    } observer;
    TrainingState state = placed_state();
    CpuGraphDevice::Log log;
    GraphEngine engine(std::make_unique<CpuGraphDevice>(log), channels_last(), state);
    const at::Tensor real =
        batch_to_tensor(batch_of(state.config, 1), state.config, channels_last());
    for (int i = 0; i < 5; ++i)
        engine.step(state, real, step_z(state, channels_last()), {2e-4, 2e-4}, &observer);
    REQUIRE(observer.seen.size() == 5);
    CHECK(observer.seen[0].sizes() == real.sizes());
    for (std::size_t i = 1; i < observer.seen.size(); ++i)
        CHECK_FALSE(at::equal(observer.seen[i - 1], observer.seen[i]));
}

TEST_CASE("bytes become pixels as LibTorch rounds them, bit for bit") {
    TrainConfig config = testing::tiny_config();
    config.batch = 1;
    TrainingState state = TrainingState::initialised(config);
    CpuGraphDevice::Log log;
    GraphEngine engine(std::make_unique<CpuGraphDevice>(log), channels_last(), state);
    ImageBatch batch = batch_of(config, 4);
    for (std::size_t i = 0; i < batch.pixels.size(); ++i)
        batch.pixels[i] = static_cast<std::uint8_t>(i % 256);
    CHECK(at::equal(engine.images(batch, config, channels_last()),
                    batch_to_tensor(batch, config, channels_last())));
    static_assert(cuda::normalised_pixel(0) == -1.0F && cuda::normalised_pixel(255) == 1.0F);
    for (int byte = 0; byte < 256; ++byte) {
        const double exact = byte / 127.5 - 1.0;
        CHECK(std::abs(cuda::normalised_pixel(static_cast<std::uint8_t>(byte)) - exact) < 2e-7);
    }
}
