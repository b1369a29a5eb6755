// SPDX-License-Identifier: MIT
#include "core/engine/bench.h"

#include <c10/core/GradMode.h>

#include <algorithm>
#include <array>
#include <chrono>
#include <random>

#include "core/base/check.h"
#include "core/base/error.h"
#include "core/engine/detail/step_engine.h"
#include "core/latent/torch_randn.h"

namespace zscope {

namespace {

using Clock = std::chrono::steady_clock;
using detail::StepPart;

constexpr std::array<std::pair<StepPart, const char*>, 7> kParts = {{
    {StepPart::d_real, "D on real images, forward and backward"},
    {StepPart::g_forward, "G forward"},
    {StepPart::d_fake, "D on fakes, forward and backward"},
    {StepPart::d_adam, "Adam of D"},
    {StepPart::g_backward, "D forward, backward through D and G"},
    {StepPart::g_adam, "Adam of G"},
    {StepPart::ema, "average of G"},
}};

double milliseconds_since(Clock::time_point start) {
    return std::chrono::duration<double, std::milli>(Clock::now() - start).count();
}

double median(std::vector<double> values) {
    ZSCOPE_CHECK(!values.empty(), "a median of {} values", values.size());
    const auto middle = values.begin() + static_cast<std::ptrdiff_t>(values.size() / 2);
    std::nth_element(values.begin(), middle, values.end());
    return *middle;
}

class PartClock final : public detail::StepObserver {
  public:
    void start() { last_ = Clock::now(); }
    void reached(StepPart part, const detail::TrainingState&) override {
        times_[part].push_back(milliseconds_since(last_));
        last_ = Clock::now();
    }
    bool seen(StepPart part) const { return times_.contains(part); }
    double median_of(StepPart part) const { return median(times_.at(part)); }

  private:
    Clock::time_point last_;
    std::map<StepPart, std::vector<double>> times_;
};

at::Tensor random_images(const TrainConfig& c, const detail::Arithmetic& arithmetic) {
    ImageBatch batch;
    batch.pixels.resize(static_cast<std::size_t>(c.batch * c.size * c.size * c.channels));
    std::mt19937 random(1);
    for (auto& pixel : batch.pixels)
        pixel = static_cast<std::uint8_t>(random());
    return detail::batch_to_tensor(batch, c, arithmetic);
}

void time_steps(const BenchSettings& settings, detail::TrainingState& state,
                const detail::Arithmetic& arithmetic, const std::stop_token& stop,
                BenchReport& report) {
    const TrainConfig& c = settings.config;
    const at::Tensor real = random_images(c, arithmetic);
    const auto engine = detail::make_step_engine(arithmetic, state);
    PartClock parts;
    std::vector<double> seconds;
    for (int i = 0; i < settings.warm_up_steps + settings.steps; ++i) {
        if (stop.stop_requested()) fail("stopped");
        const bool timed = i >= settings.warm_up_steps;
        const Clock::time_point start = Clock::now();
        parts.start();
        engine->step(state, real, detail::step_z(state, arithmetic), {c.lr_g, c.lr_d},
                     timed ? &parts : nullptr);
        if (timed) seconds.push_back(milliseconds_since(start) / 1000.0);
    }
    report.step_s_median = median(seconds);
    report.step_s_min = *std::min_element(seconds.begin(), seconds.end());
    report.images_per_s = static_cast<double>(c.batch) / report.step_s_median;
    for (const auto& [part, name] : kParts) {
        if (parts.seen(part)) report.parts_ms.emplace_back(name, parts.median_of(part));
    }
}

double time_forward(detail::TrainingState& state, const detail::Arithmetic& arithmetic, int images,
                    int runs) {
    const c10::NoGradGuard no_grad;
    const std::vector<float> numbers = draw_z(state.config.prior, 1, images, state.config.nz);
    const at::Tensor z = at::tensor(at::ArrayRef<float>(numbers))
                             .reshape({images, state.config.nz})
                             .to(detail::device_of(arithmetic));
    std::vector<double> times;
    for (int i = 0; i < runs + 3; ++i) {
        const Clock::time_point start = Clock::now();
        (void)detail::forward_in(state.g, z, detail::Mode::eval, arithmetic).cpu();
        if (i >= 3) times.push_back(milliseconds_since(start));
    }
    return median(times);
}

}  // namespace

BenchReport run_bench(const BenchSettings& settings, const std::stop_token& stop,
                      const std::function<void(const std::string& what)>& progress) {
    if (settings.steps < 1 || settings.forward_runs < 1) fail("a bench needs at least one step");
    const auto say = [&](const std::string& what) {
        if (progress) progress(what);
    };
    const detail::Arithmetic arithmetic = detail::resolve_arithmetic(settings.config);
    detail::set_up_compute_thread(arithmetic);
    detail::TrainingState state = detail::TrainingState::initialised(settings.config);
    state.place(arithmetic);
    BenchReport report;
    report.kernels = arithmetic.description();
    report.batch = settings.config.batch;
    report.threads = arithmetic.threads;
    say(fmt::format("Timing {} training steps", settings.steps));
    time_steps(settings, state, arithmetic, stop, report);
    Clock::time_point start = Clock::now();
    (void)state.to_snapshot("bench");
    report.publish_ms = milliseconds_since(start);
    start = Clock::now();
    (void)state.to_checkpoint();
    report.checkpoint_copy_ms = milliseconds_since(start);
    state.g.require_grad(false);
    for (const int images : {1, 8, 64}) {
        if (stop.stop_requested()) fail("stopped");
        say(fmt::format("Timing G for {} {}", images, images == 1 ? "image" : "images"));
        report.g_forward_ms[images] =
            time_forward(state, arithmetic, images, settings.forward_runs);
    }
    return report;
}

}  // namespace zscope
