// SPDX-License-Identifier: MIT
#include "app/window/bench_stage.h"

#include <chrono>
#include <thread>

#include "app/window/bench_images.h"
#include "app/window/signals.h"
#include "core/base/error.h"

namespace zscope::app {

namespace {

constexpr int kImages = 512;
constexpr int kStepsBefore = 2;
constexpr double kPatience = 600.0;  // seconds
constexpr auto kWaitingPause = std::chrono::milliseconds(50);

}  // namespace

void make_bench_images(const std::filesystem::path& folder) {
    write_bench_images(folder / "images", kImages, 64);
}

TrainerStart bench_training(const std::filesystem::path& folder, const std::string& run) {
    TrainerStart start;
    start.data.text = (folder / "images").string();
    start.run_dir = folder / run;
    return start;
}

void BenchStage::until(const std::string& what, const std::function<bool()>& done) {
    for (const double start = loop_.time(); !done();) {
        if (SignalFlag::raised()) fail("stopped while waiting for {}", what);
        if (loop_.time() - start > kPatience) fail("gave up waiting for {}", what);
        if (const auto failure = app_.slots().failure()) fail("{}", *failure);
        if (const auto failure = app_.take_open_failure()) fail("{}", failure->message);
        loop_.frame();
        std::this_thread::sleep_for(kWaitingPause);
    }
}

void BenchStage::wait_for_model() {
    until("the model to open", [&] { return app_.model().available; });
    until("the first images", [&] { return app_.slots().settled({}); });
}

void BenchStage::train(const TrainerStart& start) {
    app_.train(start);
    until("training to start", [&] {
        if (app_.trainer().state == TrainerState::failed) fail("{}", app_.trainer().message);
        return app_.trainer().step >= kStepsBefore;
    });
}

void BenchStage::pause() {
    app_.train(TrainerPause{});
    until("training to pause", [&] { return app_.trainer().state == TrainerState::paused; });
}

}  // namespace zscope::app
