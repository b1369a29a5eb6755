// SPDX-License-Identifier: MIT
#include "core/engine/bench.h"

#include <c10/core/GradMode.h>
#include <torch/version.h>

#include <algorithm>
#include <array>
#include <chrono>
#include <fstream>
#include <random>
#include <sstream>

#include "core/base/check.h"
#include "core/base/error.h"
#include "core/engine/detail/runner.h"
#include "core/engine/detail/step_engine.h"
#include "core/engine/machine_report.h"
#include "core/latent/torch_randn.h"
#include "core/model/training_work.h"

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

constexpr std::int64_t kSmallestSide = 512, kLargestSide = 4096;  // of the product's matrices

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
    const auto images = static_cast<double>(c.batch);
    report.images_per_s = images / report.step_s_median;
    report.flop_per_step = images * training_flop_per_image(c.shape());
    report.gflops = report.flop_per_step / report.step_s_median / 1e9;
    for (const auto& [part, name] : kParts) {
        if (parts.seen(part)) report.parts_ms.emplace_back(name, parts.median_of(part));
    }
}

// As the window draws: eval mode, on packed weights where there are kernels for it.
double time_forward(detail::Runner& runner, const TrainConfig& config, int images, int runs) {
    const std::vector<float> z = draw_z(config.prior, 1, images, config.nz);
    std::vector<float> pixels(static_cast<std::size_t>(images * runner.image_values()));
    std::vector<double> times;
    for (int i = 0; i < runs + 3; ++i) {
        const Clock::time_point start = Clock::now();
        runner.images(z, {}, pixels);
        if (i >= 3) times.push_back(milliseconds_since(start));
    }
    return median(times);
}

void read_memory(BenchReport& report) {
    std::ifstream file("/proc/self/status");
    std::ostringstream text;
    text << file.rdbuf();
    report.memory_peak_bytes = parse_meminfo(text.str(), "VmHWM");
    report.memory_steady_bytes = parse_meminfo(text.str(), "VmRSS");
}

struct Product {
    at::Tensor a, b, c;

    Product(std::int64_t side, const detail::Arithmetic& arithmetic) {
        const auto random = [&] {
            return at::rand({side, side})
                .to(detail::device_of(arithmetic), arithmetic.bf16 ? at::kBFloat16 : at::kFloat);
        };
        a = random();
        b = random();
        c = at::empty_like(a);
    }
    double seconds() {
        const Clock::time_point start = Clock::now();
        at::mm_out(c, a, b);
        (void)c[0][0].item<float>();  // a CUDA device is done only when a number is here
        return milliseconds_since(start) / 1000.0;
    }
};

// The best of some products, of the largest matrices that the time is enough for. The first one of
// a size, which touches its pages for the first time, does not count.
void time_product(const detail::Arithmetic& arithmetic, double time_s, const std::stop_token& stop,
                  BenchReport& report) {
    const c10::NoGradGuard no_grad;
    double used_s = 0.0;
    for (std::int64_t side = kSmallestSide;; side *= 2) {
        Product product(side, arithmetic);
        used_s += product.seconds();
        double best_s = product.seconds();
        used_s += best_s;
        // Two products of twice the side take 16 times as long as one of this side.
        if (side < kLargestSide && used_s + 16.0 * best_s <= time_s) continue;
        while (used_s < time_s) {
            if (stop.stop_requested()) fail("stopped");
            const double seconds = product.seconds();
            best_s = std::min(best_s, seconds);
            used_s += seconds;
        }
        const auto length = static_cast<double>(side);
        report.product_side = side;
        report.product_gflops = 2.0 * length * length * length / best_s / 1e9;
        report.share_of_product = report.gflops / report.product_gflops;
        return;
    }
}

}  // namespace

BenchReport run_bench(const BenchSettings& settings, const std::stop_token& stop,
                      const std::function<void(const std::string& what)>& progress) {
    if (settings.steps < 1 || settings.forward_runs < 1) fail("a bench needs at least one step");
    const auto say = [&](const std::string& what) {
        if (progress) progress(what);
    };
    detail::TrainingState state = detail::TrainingState::initialised(settings.config);
    const detail::Arithmetic arithmetic =
        detail::choose_arithmetic(settings.config, state.g.architecture(), state.d.architecture(),
                                  {stop, [&](double, const std::string& what) { say(what); }});
    detail::set_up_compute_thread(arithmetic);
    state.place(arithmetic);
    BenchReport report;
    report.torch = TORCH_VERSION;
    report.precision = arithmetic.bf16 ? "bf16" : "fp32";
    report.kernels = arithmetic.description();
    report.batch = settings.config.batch;
    report.threads = arithmetic.threads;
    say(fmt::format("Timing {} training steps", settings.steps));
    time_steps(settings, state, arithmetic, stop, report);
    read_memory(report);  // before anything else takes some
    Clock::time_point start = Clock::now();
    auto snapshot = std::make_shared<const ModelSnapshot>(state.to_snapshot("bench"));
    report.publish_ms = milliseconds_since(start);
    start = Clock::now();
    (void)state.to_checkpoint();
    report.checkpoint_copy_ms = milliseconds_since(start);
    detail::Runner runner(
        std::move(snapshot), Weights::raw,
        arithmetic.reference ? detail::Drawing::reference : detail::Drawing::fastest);
    for (const int images : {1, 8, 64}) {
        if (stop.stop_requested()) fail("stopped");
        say(fmt::format("Timing G for {} {}", images, images == 1 ? "image" : "images"));
        report.g_forward_ms[images] =
            time_forward(runner, settings.config, images, settings.forward_runs);
    }
    say("Timing a matrix product");
    time_product(arithmetic, settings.product_s, stop, report);
    return report;
}

}  // namespace zscope
