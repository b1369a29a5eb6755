// SPDX-License-Identifier: MIT
// The open window that nobody touches: what it costs while nothing happens, and what it costs a
// training.
#include <fmt/format.h>

#include <nlohmann/json.hpp>

#include <vector>

#include "app/window/app.h"
#include "app/window/bench_images.h"
#include "app/window/bench_stage.h"
#include "app/window/cpu_clock.h"
#include "app/window/frame_loop.h"
#include "app/window/headless_training.h"
#include "app/window/run_window.h"
#include "app/window/signals.h"
#include "app/window/window.h"
#include "core/base/error.h"
#include "ui/widgets/render_view.h"

namespace zscope::app {

namespace {

constexpr double kSettle = 3.0;  // seconds: after something was done, its answer is watched for

// Shares are of one core.
struct Rest {
    double cpu_share = 0.0, frames_per_s = 0.0;
};

struct Figures {
    Rest idle, paused;
    std::vector<TrainedTurn> headless, window;                            // turn by turn
    double frames_per_s = 0.0, ui_cpu_share = 0.0, pictures_per_s = 0.0;  // beside the training
};

TrainedTurn sum(const std::vector<TrainedTurn>& turns) {
    TrainedTurn all;
    for (const TrainedTurn& turn : turns)
        all = {all.images + turn.images, all.seconds + turn.seconds};
    return all;
}

class Watch {
  public:
    Watch(const WindowBenchOptions& options, Window& window, App& app)
        : options_(options), app_(app), loop_(window, app, {}), stage_(app, loop_) {}

    Figures run(const std::filesystem::path& folder) {
        app_.shell().set_tour(false);
        // Where a training is started: its live images are what a person then sees.
        app_.shell().workspaces().choose("train");
        stage_.wait_for_model();
        Figures figures;
        figures.idle = rest();
        if (options_.train) watch_training(folder, figures);
        return figures;
    }

  private:
    void untouched(double seconds) {
        if (!loop_.run_for(seconds)) fail("stopped");
    }

    Rest rest() {
        untouched(kSettle);
        const double start = loop_.time(), cpu = process_cpu_seconds();
        const std::int64_t frames = loop_.frames();
        untouched(options_.watch_s);
        const double seconds = loop_.time() - start;
        return {(process_cpu_seconds() - cpu) / seconds,
                static_cast<double>(loop_.frames() - frames) / seconds};
    }

    void watch_training(const std::filesystem::path& folder, Figures& figures) {
        make_bench_images(folder);
        HeadlessTraining headless(bench_training(folder, "headless"));
        stage_.train(bench_training(folder, "window"));
        stage_.pause();
        figures.paused = rest();
        for (int turn = 0; turn < options_.turns; ++turn) {
            figures.headless.push_back(headless.turn(options_.watch_s));
            figures.window.push_back(window_turn(figures));
        }
        for (double* total :
             {&figures.frames_per_s, &figures.ui_cpu_share, &figures.pictures_per_s})
            *total /= watched_s_;
        headless.end();
        app_.train(TrainerStop{false});
    }

    TrainedTurn window_turn(Figures& figures) {
        ui::RenderView::set_probe({{}, [&](const std::string& slot, std::uint64_t) {
                                       if (slot == "samples") ++figures.pictures_per_s;
                                   }});
        const std::int64_t step = app_.trainer().step, frames = loop_.frames();
        app_.train(TrainerContinue{});
        const double start = loop_.time(), cpu = thread_cpu_seconds();
        do {
            untouched(options_.watch_s);
        } while (app_.trainer().step < step + kFewestSteps);
        watched_s_ += loop_.time() - start;
        figures.ui_cpu_share += thread_cpu_seconds() - cpu;
        figures.frames_per_s += static_cast<double>(loop_.frames() - frames);
        ui::RenderView::set_probe({});
        const std::int64_t last = app_.trainer().step;
        stage_.pause();  // draws frames, which nobody asked for: not of the turn
        return turn_between(app_.losses(), step + 1, last, app_.trainer().config.batch);
    }

    const WindowBenchOptions& options_;
    App& app_;
    FrameLoop loop_;
    BenchStage stage_;
    double watched_s_ = 0.0;
};

nlohmann::json to_json(const Rest& rest) {
    return {{"cpu_share", rest.cpu_share}, {"frames_per_s", rest.frames_per_s}};
}

nlohmann::json to_json(const WindowBenchOptions& options, const Figures& figures) {
    nlohmann::json json = {{"gl", options.null_gl ? "null" : "real"},
                           {"seconds", options.watch_s},
                           {"idle", to_json(figures.idle)}};
    if (!options.train) return json;
    const auto rates = [](const std::vector<TrainedTurn>& turns) {
        std::vector<double> list;
        for (const TrainedTurn& turn : turns)
            list.push_back(turn.images_per_s());
        return list;
    };
    const double headless = sum(figures.headless).images_per_s();
    const double window = sum(figures.window).images_per_s();
    json["paused"] = to_json(figures.paused);
    json["training"] = {{"headless_images_per_s", headless},
                        {"window_images_per_s", window},
                        {"ratio", window / headless},
                        {"headless_turns", rates(figures.headless)},
                        {"window_turns", rates(figures.window)},
                        {"frames_per_s", figures.frames_per_s},
                        {"ui_cpu_share", figures.ui_cpu_share},
                        {"pictures_per_s", figures.pictures_per_s}};
    return json;
}

void print(const char* what, const Rest& rest) {
    fmt::print("{:<18} {:6.2f} % of one core   {:5.1f} frames/s\n", what, 100 * rest.cpu_share,
               rest.frames_per_s);
}

void print(const WindowBenchOptions& options, const Figures& figures) {
    fmt::print("GL {}, nobody touches the window, {:g} s each\n", options.null_gl ? "null" : "real",
               options.watch_s);
    print("no training", figures.idle);
    if (!options.train) return;
    print("training paused", figures.paused);
    for (std::size_t i = 0; i < figures.window.size(); ++i) {
        fmt::print("turn {:<2}            {:6.1f} images/s headless   {:6.1f} in the window\n",
                   i + 1, figures.headless[i].images_per_s(), figures.window[i].images_per_s());
    }
    const double headless = sum(figures.headless).images_per_s();
    const double window = sum(figures.window).images_per_s();
    fmt::print("all turns          {:6.1f} images/s headless   {:6.1f} in the window: {:.3f}\n",
               headless, window, window / headless);
    fmt::print(
        "the window beside  {:6.2f} % of one core in its own thread, {:.1f} frames/s, "
        "{:.2f} pictures of the live model/s\n",
        100 * figures.ui_cpu_share, figures.frames_per_s, figures.pictures_per_s);
}

}  // namespace

int run_window_watch(const WindowBenchOptions& options) {
    const SignalFlag signals;
    const TemporaryFolder folder;
    Window window({.width = options.width, .height = options.height, .null_gl = options.null_gl});
    App app({.remember = false, .open = {}, .wake = [&window] { window.wake(); }});
    const Figures figures = Watch(options, window, app).run(folder.path());
    if (options.json) {
        fmt::print("{}\n", to_json(options, figures).dump());
    } else {
        print(options, figures);
    }
    return 0;
}

}  // namespace zscope::app
