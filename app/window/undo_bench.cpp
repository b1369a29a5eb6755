// SPDX-License-Identifier: MIT
#include <fmt/format.h>

#include <nlohmann/json.hpp>

#include <algorithm>
#include <chrono>
#include <vector>

#include "app/window/app.h"
#include "app/window/bench_images.h"
#include "app/window/bench_stage.h"
#include "app/window/cpu_clock.h"
#include "app/window/frame_loop.h"
#include "app/window/run_window.h"
#include "app/window/signals.h"
#include "app/window/window.h"
#include "core/base/error.h"
#include "core/latent/torch_randn.h"
#include "ui/panels/grid_latents.h"

namespace zscope::app {

namespace {

constexpr std::int64_t kSamples = 64;

double now_ms() {
    using namespace std::chrono;
    return duration<double, std::milli>(steady_clock::now().time_since_epoch()).count();
}

// The samples of the grid, made as clicks on them would.
std::vector<SampleId> grid_samples(App& app) {
    const GridState grid{.seed = 1, .count = kSamples};
    const auto z = std::make_shared<const std::vector<float>>(ui::draw_for(app.model(), grid));
    std::vector<SampleId> ids;
    for (std::int64_t row = 0; row < kSamples; ++row) {
        ids.push_back(app.sample(ui::grid_row(z, app.model().nz, row), ui::grid_origin(grid, row)));
    }
    return ids;
}

// What a person does with a handful of samples: the same at every run.
ActionKind edit_number(std::uint64_t number, const std::vector<SampleId>& ids) {
    const std::uint64_t chance = mix_seed(7, number);
    const SampleId id = ids[(chance >> 8) % ids.size()];
    const double share = static_cast<double>((chance >> 16) % 1000) / 1000.0;
    switch (chance % 7) {
        case 0:
            return TrayKeep{{id}};
        case 1:
            return TrayRemove{{id}};
        case 2:
            return InterpolateSet{id, ids[(chance >> 24) % ids.size()], {}, {}};
        case 3:
            return InterpolateSet{{}, {}, share, {}};
        case 4:
            return GridSet{static_cast<std::int64_t>(chance >> 32) % 1000, {}};
        case 5:
            return TruncationSet{2.0 * share};
        default:
            return SelectionChange{share < 0.3 ? SelectHow::add : SelectHow::replace, {id}};
    }
}

struct UndoTimes {
    std::vector<double> undo_ms;  // the key's own work
    std::vector<double> cpu_ms;   // of the UI thread, with the frame that shows the state of before
    std::vector<double> frame_ms;  // the same by the clock, other programs' turns included
};

// Each edit is a row of its own, as each click of a person is.
void make_edits(App& app, FrameLoop& loop, int edits) {
    const std::vector<SampleId> ids = grid_samples(app);
    const std::size_t wanted = app.undo().rows().size() + static_cast<std::size_t>(edits);
    for (std::uint64_t number = 0; app.undo().rows().size() < wanted; ++number) {
        app.act(edit_number(number, ids));
        loop.frame();
    }
}

UndoTimes undo_all(App& app, FrameLoop& loop, int edits) {
    UndoTimes times;
    for (int i = 0; i < edits && !SignalFlag::raised(); ++i) {
        const std::int64_t before = app.undo().head();
        const double start = now_ms(), cpu_start = thread_cpu_seconds();
        app.wish(ui::UndoRedo{false});
        const double undone = now_ms();
        loop.frame();
        times.frame_ms.push_back(now_ms() - start);
        times.cpu_ms.push_back(1e3 * (thread_cpu_seconds() - cpu_start));
        times.undo_ms.push_back(undone - start);
        if (app.undo().head() == before) fail("undo number {} moved nothing", i + 1);
        loop.pace();
    }
    return times;
}

struct Line {
    double median, p99, most;
};
Line line_of(std::vector<double> values) {
    if (values.empty()) return {};
    std::ranges::sort(values);
    const std::size_t p99 = (values.size() * 99 + 99) / 100;
    return {values[values.size() / 2], values[p99 - 1], values.back()};
}

void print(const WindowBenchOptions& options, const UndoTimes& times) {
    const Line undo = line_of(times.undo_ms), frame = line_of(times.frame_ms);
    const Line cpu = line_of(times.cpu_ms);
    const auto late = std::ranges::count_if(times.cpu_ms, [](double ms) { return ms > 16.0; });
    if (options.json) {
        const auto json = [](const Line& line) {
            return nlohmann::json{{"p50", line.median}, {"p99", line.p99}, {"max", line.most}};
        };
        fmt::print("{}\n", nlohmann::json{{"gl", options.null_gl ? "null" : "real"},
                                          {"training", options.train},
                                          {"undos", times.undo_ms.size()},
                                          {"undo_ms", json(undo)},
                                          {"ui_cpu_ms", json(cpu)},
                                          {"undo_and_frame_ms", json(frame)},
                                          {"over_16_ms", late}}
                               .dump());
        return;
    }
    fmt::print("GL {}, {}, undo of each of {} edits, the history in view\n",
               options.null_gl ? "null" : "real",
               options.train ? "training at batch 128" : "no training", times.undo_ms.size());
    const auto row = [](const char* what, const Line& line) {
        fmt::print("{:<18} p50 {:6.2f} ms   p99 {:6.2f} ms   at most {:6.2f} ms\n", what,
                   line.median, line.p99, line.most);
    };
    row("the undo alone", undo);
    row("UI thread's CPU", cpu);
    row("undo and its frame", frame);
    fmt::print("{:<18} {} by the UI thread's CPU\n", "over 16 ms", late);
}

}  // namespace

int run_undo_bench(const WindowBenchOptions& options) {
    const SignalFlag signals;
    const TemporaryFolder folder;
    Window window({.width = options.width, .height = options.height, .null_gl = options.null_gl});
    App app({.remember = false, .open = {}, .wake = [&window] { window.wake(); }});
    FrameLoop loop(window, app, FrameLoop::Options{});
    BenchStage stage(app, loop);
    app.shell().set_tour(false);
    app.shell().workspaces().choose("explore");
    app.shell().workspaces().show("history");
    stage.wait_for_model();
    if (options.train) {
        make_bench_images(folder.path());
        stage.train(bench_training(folder.path(), "run"));
    }
    make_edits(app, loop, options.undos);
    const UndoTimes times = undo_all(app, loop, options.undos);
    app.train(TrainerStop{false});
    print(options, times);
    return 0;
}

}  // namespace zscope::app
