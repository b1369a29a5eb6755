// SPDX-License-Identifier: MIT
#include <fmt/format.h>
#include <time.h>

#include <nlohmann/json.hpp>

#include <algorithm>
#include <chrono>
#include <cmath>
#include <functional>
#include <map>
#include <string>
#include <thread>
#include <vector>

#include "app/window/app.h"
#include "app/window/bench_images.h"
#include "app/window/frame_loop.h"
#include "app/window/model_view.h"
#include "app/window/run_window.h"
#include "app/window/signals.h"
#include "app/window/window.h"
#include "core/base/error.h"
#include "core/latent/torch_randn.h"
#include "ui/widgets/render_view.h"

namespace zscope::app {

namespace {

using Clock = std::chrono::steady_clock;

constexpr int kImages = 512;
constexpr int kTrainedBefore = 2;  // steps: the first ones allocate
constexpr std::int64_t kHistory = 1'000'000;
constexpr double kPatience = 600.0;  // seconds for what must come first
constexpr auto kWaitingPause = std::chrono::milliseconds(50);
constexpr const char* kSlot = "interpolate";

double thread_cpu_ms() {
    timespec now = {};
    clock_gettime(CLOCK_THREAD_CPUTIME_ID, &now);
    return static_cast<double>(now.tv_sec) * 1e3 + static_cast<double>(now.tv_nsec) / 1e6;
}

double since_ms(Clock::time_point start) {
    return std::chrono::duration<double, std::milli>(Clock::now() - start).count();
}

double percentile(std::vector<double> values, double share) {
    if (values.empty()) return std::nan("");
    std::sort(values.begin(), values.end());
    const auto rank = std::ceil(share * static_cast<double>(values.size()));
    return values[static_cast<std::size_t>(std::max(rank, 1.0)) - 1];
}

LossSample made_up_loss(std::int64_t step) {
    const auto x = static_cast<double>(step);
    const auto wave = [x](double period) { return static_cast<float>(std::sin(x / period)); };
    LossSample sample;
    sample.step = step;
    sample.time_s = x * 0.1;
    sample.loss_d = 0.9F + 0.3F * wave(7.3) + 0.2F * wave(911);
    sample.loss_d_real = sample.loss_d_fake = sample.loss_d / 2;
    sample.loss_g = 2.0F + 0.8F * wave(5.1) + 0.5F * wave(1303);
    sample.d_x = 0.7F + 0.1F * wave(3.7);
    sample.d_g_z1 = 0.3F + 0.1F * wave(4.9);
    sample.d_g_z2 = 0.2F + 0.1F * wave(6.1);
    sample.images_per_s = 100.0F + wave(17);
    return sample;
}

// From the frame in which the slider moved to the return of the upload of its image or a newer one.
class LatencyProbe {
  public:
    LatencyProbe() {
        ui::RenderView::set_probe({[this](const std::string& slot, std::uint64_t stamp) {
                                       if (slot == kSlot) moved_.emplace(stamp, frame_start_);
                                   },
                                   [this](const std::string& slot, std::uint64_t stamp) {
                                       if (slot == kSlot) uploaded(stamp);
                                   }});
    }
    ~LatencyProbe() { ui::RenderView::set_probe({}); }
    LatencyProbe(const LatencyProbe&) = delete;
    LatencyProbe& operator=(const LatencyProbe&) = delete;

    void start_frame() { frame_start_ = Clock::now(); }
    bool waiting() const { return !moved_.empty(); }
    const std::vector<double>& latencies_ms() const { return latencies_ms_; }

  private:
    void uploaded(std::uint64_t stamp) {
        const auto newer = moved_.upper_bound(stamp);
        for (auto move = moved_.begin(); move != newer; ++move) {
            latencies_ms_.push_back(since_ms(move->second));
        }
        moved_.erase(moved_.begin(), newer);
    }

    Clock::time_point frame_start_ = Clock::now();
    std::map<std::uint64_t, Clock::time_point> moved_;  // by stamp
    std::vector<double> latencies_ms_;
};

struct Figures {
    std::vector<double> latency_ms, cpu_ms;
    std::int64_t steps = 0;  // of training, meanwhile
    double images_per_s = 0.0;
};

class Bench {
  public:
    Bench(const WindowBenchOptions& options, Window& window, App& app)
        : options_(options), app_(app), loop_(window, app, loop_options()) {}

    Figures run(const std::filesystem::path& folder) {
        app_.shell().set_tour(false);
        app_.shell().workspaces().choose("explore");
        app_.shell().workspaces().show("losses");
        until("the model to open", [&] { return app_.model().available; });
        pick_two();
        until("the first images", [&] { return app_.slots().settled({}); });
        for (std::int64_t step = 1; step <= kHistory; ++step)
            history_.append(made_up_loss(step));
        if (options_.train) start_training(folder);
        loop_.frame();  // takes in the million steps, once
        return measure();
    }

  private:
    FrameLoop::Options loop_options() {
        FrameLoop::Options options;
        options.before_draw = [this] {
            app_.use_history(history_.feed());
            if (move_slider_) move_slider_();
        };
        return options;
    }

    void until(const std::string& what, const std::function<bool()>& done) {
        for (const auto start = Clock::now(); !done();) {
            if (SignalFlag::raised()) fail("stopped while waiting for {}", what);
            if (since_ms(start) > kPatience * 1e3) fail("gave up waiting for {}", what);
            const auto failure = app_.slots().failure();
            if (failure) fail("{}", *failure);
            loop_.frame();
            std::this_thread::sleep_for(kWaitingPause);
        }
    }

    void pick_two() {
        const auto sample = [&](std::uint64_t seed) {
            SampleOrigin origin;
            origin.seed = static_cast<std::int64_t>(seed);
            return app_.sample(draw_z(app_.model().prior, seed, 1, app_.model().nz), origin);
        };
        app_.act(InterpolateSet{sample(7), sample(11), 0.0, InterpolationMode::slerp});
    }

    void start_training(const std::filesystem::path& folder) {
        write_bench_images(folder / "images", kImages, 64);
        TrainerStart start;
        start.data.text = (folder / "images").string();
        start.run_dir = folder / "run";
        app_.train(start);
        until("training to start", [&] {
            if (app_.trainer().state == TrainerState::failed) fail("{}", app_.trainer().message);
            return app_.trainer().step >= kTrainedBefore;
        });
    }

    Figures measure() {
        Figures figures;
        LatencyProbe probe;
        const std::int64_t first_step = app_.trainer().step;
        int moved = 0;
        move_slider_ = [&] {
            probe.start_frame();
            // There and back again, never the same place twice in a row.
            const double phase = static_cast<double>(++moved % 200) / 100.0;
            app_.act(InterpolateSet{{}, {}, phase <= 1.0 ? phase : 2.0 - phase, {}});
            history_.append(made_up_loss(kHistory + moved));
        };
        for (int i = 0; i < options_.frames && !SignalFlag::raised(); ++i) {
            const double before = thread_cpu_ms();
            loop_.frame();
            figures.cpu_ms.push_back(thread_cpu_ms() - before);
            loop_.pace();
        }
        move_slider_ = {};
        until("the last image", [&] { return !probe.waiting(); });
        figures.latency_ms = probe.latencies_ms();
        figures.steps = app_.trainer().step - first_step;
        figures.images_per_s = app_.trainer().images_per_s;
        return figures;
    }

    const WindowBenchOptions& options_;
    App& app_;
    LossRecorder history_;
    std::function<void()> move_slider_;
    FrameLoop loop_;
};

void print(const WindowBenchOptions& options, const Figures& figures) {
    const auto& latency = figures.latency_ms;
    const auto& cpu = figures.cpu_ms;
    if (options.json) {
        const nlohmann::json json = {
            {"gl", options.null_gl ? "null" : "real"},
            {"training", options.train},
            {"moves", latency.size()},
            {"latency_ms",
             {{"p50", percentile(latency, 0.5)},
              {"p95", percentile(latency, 0.95)},
              {"p99", percentile(latency, 0.99)}}},
            {"ui_cpu_ms", {{"p50", percentile(cpu, 0.5)}, {"p99", percentile(cpu, 0.99)}}},
            {"train_steps", figures.steps},
            {"train_images_per_s", figures.images_per_s}};
        fmt::print("{}\n", json.dump());
        return;
    }
    fmt::print("GL {}, {}, {} moves of the slider at 60 Hz\n", options.null_gl ? "null" : "real",
               options.train ? "training at batch 128" : "no training", latency.size());
    fmt::print("move to image    p50 {:6.1f} ms   p95 {:6.1f} ms   p99 {:6.1f} ms\n",
               percentile(latency, 0.5), percentile(latency, 0.95), percentile(latency, 0.99));
    fmt::print(
        "UI thread's CPU  p50 {:6.2f} ms   p99 {:6.2f} ms   per frame, {} steps of history\n",
        percentile(cpu, 0.5), percentile(cpu, 0.99), kHistory);
    if (options.train) {
        fmt::print("training         {} steps meanwhile, {:.1f} images/s\n", figures.steps,
                   figures.images_per_s);
    }
}

}  // namespace

int run_window_bench(const WindowBenchOptions& options) {
    const SignalFlag signals;
    const TemporaryFolder folder;
    Window window({.width = options.width, .height = options.height, .null_gl = options.null_gl});
    App app({.remember = false, .open = {}, .wake = [&window] { window.wake(); }});
    const Figures figures = Bench(options, window, app).run(folder.path());
    app.train(TrainerStop{false});
    print(options, figures);
    return 0;
}

}  // namespace zscope::app
