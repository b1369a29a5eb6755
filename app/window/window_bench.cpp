// SPDX-License-Identifier: MIT
#include <fmt/format.h>

#include <nlohmann/json.hpp>

#include <algorithm>
#include <cmath>
#include <functional>
#include <string>
#include <vector>

#include "app/window/app.h"
#include "app/window/bench_images.h"
#include "app/window/bench_stage.h"
#include "app/window/cpu_clock.h"
#include "app/window/frame_loop.h"
#include "app/window/latency_probe.h"
#include "app/window/run_window.h"
#include "app/window/signals.h"
#include "app/window/window.h"
#include "core/base/error.h"
#include "ui/panels/grid_latents.h"

namespace zscope::app {

namespace {

constexpr std::int64_t kHistory = 1'000'000;
constexpr double kLateMs = 33.0;  // an image of a walk at 30 images a second

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

struct Figures {
    std::vector<double> latency_ms, shown_ms, cpu_ms;
    std::int64_t steps = 0;  // of training, meanwhile
    double images_per_s = 0.0;
    double shown_per_s = 0.0;  // images that came, each the newest at its time

    double late_share() const {
        const auto late = std::ranges::count_if(latency_ms, [](double ms) { return ms > kLateMs; });
        return latency_ms.empty()
                   ? 0.0
                   : static_cast<double>(late) / static_cast<double>(latency_ms.size());
    }
};

class Bench {
  public:
    Bench(const WindowBenchOptions& options, Window& window, App& app)
        : options_(options), app_(app), loop_(window, app, loop_options()), stage_(app, loop_) {}

    Figures run(const std::filesystem::path& folder) {
        app_.shell().set_tour(false);
        app_.shell().workspaces().choose("explore");
        app_.shell().workspaces().show("losses");
        stage_.wait_for_model();
        pick_two();
        stage_.until("the first images", [&] { return app_.slots().settled({}); });
        for (std::int64_t step = 1; step <= kHistory; ++step)
            history_.append(made_up_loss(step));
        if (options_.train) {
            make_bench_images(folder);
            stage_.train(bench_training(folder, "run"));
            if (options_.live) follow_training();
        }
        if (options_.walk) start_walk();
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

    // The slider and the grid beside it work on the model in training.
    void follow_training() {
        app_.act(ModelChoose{{LiveModel{app_.trainer().run_id}, Weights::automatic}});
        stage_.until("images of the live model", [&] {
            return app_.model().available && app_.slots().settled(app_.live_step());
        });
    }

    SampleId sample(std::int64_t seed) {
        SampleOrigin origin;
        origin.seed = seed;
        return app_.sample(ui::draw_for(app_.model(), {seed, 1}), origin);
    }

    void start_walk() {
        WalkState walk;
        walk.start = sample(7);
        app_.act(WalkSet{walk});
        app_.shell().workspaces().show("walk");
        app_.shell().workspaces().find("walk").set_settings({{"playing", true}});
        const auto came = [&] {
            const auto result = app_.slots().result("walk");
            return result != nullptr && result->done;
        };
        stage_.until("the walk to begin", came);
    }

    // It would go on for ever: a step that was set from elsewhere ends play.
    void stop_walk(LatencyProbe& probe) {
        WalkState walk = app_.session().walk;
        ++walk.step;
        probe.start_frame();
        app_.act(WalkSet{walk});
    }

    void pick_two() {
        app_.act(InterpolateSet{sample(7), sample(11), 0.0, InterpolationMode::slerp});
    }

    Figures measure() {
        Figures figures;
        LatencyProbe probe(options_.walk ? "walk" : "interpolate");
        const std::int64_t first_step = app_.trainer().step;
        int moved = 0;
        move_slider_ = [&] {
            probe.start_frame();
            // There and back again, never the same place twice in a row. A walk moves by itself.
            const double phase = static_cast<double>(++moved % 200) / 100.0;
            if (!options_.walk)
                app_.act(InterpolateSet{{}, {}, phase <= 1.0 ? phase : 2.0 - phase, {}});
            history_.append(made_up_loss(kHistory + moved));
        };
        const double start = loop_.time();
        for (int i = 0; i < options_.frames && !SignalFlag::raised(); ++i) {
            const double before = thread_cpu_seconds();
            loop_.frame();
            probe.end_frame();
            loop_.pace();  // pictures that come now are uploaded
            figures.cpu_ms.push_back(1e3 * (thread_cpu_seconds() - before));
        }
        figures.shown_per_s = static_cast<double>(probe.images()) / (loop_.time() - start);
        move_slider_ = {};
        if (options_.walk) stop_walk(probe);
        stage_.until("the last image", [&] { return !probe.waiting(); });
        probe.end_frame();
        figures.latency_ms = probe.uploaded_ms();
        figures.shown_ms = probe.shown_ms();
        figures.steps = app_.trainer().step - first_step;
        figures.images_per_s = app_.trainer().images_per_s;
        return figures;
    }

    const WindowBenchOptions& options_;
    App& app_;
    LossRecorder history_;
    std::function<void()> move_slider_;
    FrameLoop loop_;
    BenchStage stage_;
};

void print(const WindowBenchOptions& options, const Figures& figures) {
    const auto &latency = figures.latency_ms, &shown = figures.shown_ms, &cpu = figures.cpu_ms;
    if (options.json) {
        const nlohmann::json json = {
            {"gl", options.null_gl ? "null" : "real"},
            {"training", options.train},
            {"live", options.live},
            {"walk", options.walk},
            {"moves", latency.size()},
            {"images_per_s", figures.shown_per_s},
            {"late_share", figures.late_share()},
            {"latency_ms",
             {{"p50", percentile(latency, 0.5)},
              {"p95", percentile(latency, 0.95)},
              {"p99", percentile(latency, 0.99)}}},
            {"shown_ms",
             {{"p50", percentile(shown, 0.5)},
              {"p95", percentile(shown, 0.95)},
              {"p99", percentile(shown, 0.99)}}},
            {"ui_cpu_ms", {{"p50", percentile(cpu, 0.5)}, {"p99", percentile(cpu, 0.99)}}},
            {"train_steps", figures.steps},
            {"train_images_per_s", figures.images_per_s}};
        fmt::print("{}\n", json.dump());
        return;
    }
    fmt::print("GL {}, {}, {} moves of the {} at 60 Hz\n", options.null_gl ? "null" : "real",
               !options.train ? "no training"
               : options.live ? "training at batch 128, on the live model"
                              : "training at batch 128",
               latency.size(), options.walk ? "walk" : "slider");
    const auto row = [](const char* what, const std::vector<double>& ms) {
        fmt::print("{:<16} p50 {:6.1f} ms   p95 {:6.1f} ms   p99 {:6.1f} ms\n", what,
                   percentile(ms, 0.5), percentile(ms, 0.95), percentile(ms, 0.99));
    };
    row("move to texture", latency);
    row("move to frame", shown);
    fmt::print("images           {:.1f} a second, {:.2f} % later than {:.0f} ms\n",
               figures.shown_per_s, 100.0 * figures.late_share(), kLateMs);
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
