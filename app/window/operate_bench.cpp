// SPDX-License-Identifier: MIT
// The Operate workspace: from a click on a block to its maps, from a click on Ablate to the images.
#include <fmt/format.h>

#include <nlohmann/json.hpp>

#include <algorithm>
#include <cstddef>
#include <functional>
#include <string>
#include <vector>

#include "app/window/app.h"
#include "app/window/bench_images.h"
#include "app/window/bench_stage.h"
#include "app/window/frame_loop.h"
#include "app/window/latency_probe.h"
#include "app/window/run_window.h"
#include "app/window/signals.h"
#include "app/window/window.h"
#include "core/base/error.h"
#include "core/surgery/unit_edits.h"
#include "ui/panels/grid_latents.h"

namespace zscope::app {

namespace {

constexpr std::int64_t kToggledBlock = 2;
constexpr double kPatience = 60.0;  // seconds

struct Line {
    double p50 = 0.0, p95 = 0.0, most = 0.0;
};
Line line_of(std::vector<double> ms) {
    if (ms.empty()) return {};
    std::ranges::sort(ms);
    const std::size_t p95 = (ms.size() * 95 + 99) / 100;
    return {ms[ms.size() / 2], ms[p95 - 1], ms.back()};
}

class OperateBench {
  public:
    OperateBench(const WindowBenchOptions& options, Window& window, App& app)
        : options_(options), app_(app), loop_(window, app, {}), stage_(app, loop_) {}

    // Milliseconds from a click to the end of the first frame that shows what it brought.
    std::vector<double> run(const std::filesystem::path& folder) {
        app_.shell().set_tour(false);
        app_.shell().workspaces().choose("operate");
        stage_.wait_for_model();
        const auto z = std::make_shared<const std::vector<float>>(
            ui::draw_for(app_.model(), app_.session().grid));
        const SampleId first = app_.sample(ui::grid_row(z, app_.model().nz, 0),
                                           ui::grid_origin(app_.session().grid, 0));
        app_.act(SelectionChange{SelectHow::replace, {first}});
        if (options_.train) {
            make_bench_images(folder);
            stage_.train(bench_training(folder, "run"));
        }
        return options_.maps > 0 ? open_maps() : toggle_a_unit();
    }

  private:
    // Between each block and the widest; only the widest counts.
    std::vector<double> open_maps() {
        app_.shell().workspaces().show("maps");
        const std::vector<ui::BlockShape>& blocks = app_.model().blocks;
        const auto widest = std::ranges::max_element(blocks, {}, &ui::BlockShape::maps);
        const std::int64_t wide = widest - blocks.begin() + 1;
        const std::int64_t other = wide == std::ssize(blocks) ? 1 : wide + 1;
        choose_block(wide);
        settle("the first maps", "maps");
        std::vector<double> all;
        for (int i = 0; i < options_.maps && !SignalFlag::raised(); ++i) {
            click("maps", [&] { choose_block(other); });
            const std::vector<double> ms = click("maps", [&] { choose_block(wide); });
            all.insert(all.end(), ms.begin(), ms.end());
        }
        return all;
    }

    std::vector<double> toggle_a_unit() {
        app_.shell().workspaces().show("before_after");
        app_.shell().workspaces().find("before_after").set_settings({{"of", "grid"}});
        app_.act(EditsSet{
            with_edit({}, kToggledBlock, std::vector<std::int64_t>(1, 3), EditOp::ablate, 0.0)});
        settle("the first images", "before_after.with");
        const std::int64_t units = app_.model().blocks.at(kToggledBlock - 1).maps;
        std::vector<double> all;
        const std::vector<std::int64_t> unit(1, 7);
        for (int i = 0; i < options_.toggles && !SignalFlag::raised(); ++i) {
            const std::vector<double> ms = click("before_after.with", [&] {
                app_.act(
                    EditsSet{toggle_ablation(app_.session().edits, kToggledBlock, unit, units)});
            });
            all.insert(all.end(), ms.begin(), ms.end());
        }
        return all;
    }

    void choose_block(std::int64_t block) {
        OperateState operate = app_.session().operate;
        operate.block = block;
        app_.act(OperateSet{operate});
    }

    void settle(const std::string& what, const std::string& slot) {
        stage_.until(what, [&] {
            const auto result = app_.slots().result(slot);
            return result != nullptr && result->done && app_.slots().settled({});
        });
    }

    // As a person does it: one click, then all that it brought is looked at before the next.
    std::vector<double> click(const std::string& slot, const std::function<void()>& action) {
        LatencyProbe probe(slot);
        probe.start_frame();
        action();
        const double start = loop_.time();
        do {
            if (loop_.time() - start > kPatience)
                fail("a click brought nothing in {} s", kPatience);
            loop_.frame();
            probe.end_frame();
            loop_.pace();
        } while ((probe.waiting() || probe.shown_ms().empty()) && !SignalFlag::raised());
        stage_.until("the other panels", [&] { return app_.slots().settled({}); });
        return probe.shown_ms();
    }

    const WindowBenchOptions& options_;
    App& app_;
    FrameLoop loop_;
    BenchStage stage_;
};

void print(const WindowBenchOptions& options, const std::vector<double>& ms) {
    const char* what =
        options.maps > 0 ? "opening the maps of the widest block" : "toggling a unit, 16 images";
    const Line line = line_of(ms);
    if (options.json) {
        fmt::print(
            "{}\n",
            nlohmann::json{{"gl", options.null_gl ? "null" : "real"},
                           {"training", options.train},
                           {"what", options.maps > 0 ? "maps" : "toggle"},
                           {"clicks", ms.size()},
                           {"shown_ms", {{"p50", line.p50}, {"p95", line.p95}, {"max", line.most}}}}
                .dump());
        return;
    }
    fmt::print("GL {}, {}, {}: {} clicks\n", options.null_gl ? "null" : "real",
               options.train ? "training at batch 128" : "no training", what, ms.size());
    fmt::print("click to frame   p50 {:6.1f} ms   p95 {:6.1f} ms   at most {:6.1f} ms\n", line.p50,
               line.p95, line.most);
}

}  // namespace

int run_operate_bench(const WindowBenchOptions& options) {
    const SignalFlag signals;
    const TemporaryFolder folder;
    Window window({.width = options.width, .height = options.height, .null_gl = options.null_gl});
    App app({.remember = false, .open = {}, .wake = [&window] { window.wake(); }});
    const std::vector<double> ms = OperateBench(options, window, app).run(folder.path());
    app.train(TrainerStop{false});
    print(options, ms);
    return 0;
}

}  // namespace zscope::app
