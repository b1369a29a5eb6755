// SPDX-License-Identifier: MIT
#include "app/window/frame_loop.h"

#include <fmt/format.h>

#include <algorithm>
#include <limits>

#include "app/window/cpu_clock.h"
#include "app/window/signals.h"
#include "core/io/image_codec.h"
#include "ui/shell/pending_motion.h"

namespace zscope::app {

namespace {

using Clock = std::chrono::steady_clock;

// The longest sleep: how late a signal is seen.
constexpr double kLongestSleep = 0.25;
// A script that waits for training leaves it the processor.
constexpr double kPatientPeriod = 0.1;
constexpr double kNever = std::numeric_limits<double>::infinity();

}  // namespace

FrameLoop::FrameLoop(Window& window, App& app, Options options)
    : window_(window), app_(app), options_(std::move(options)), start_(Clock::now()) {}

double FrameLoop::time() const {
    return std::chrono::duration<double>(Clock::now() - start_).count();
}

int FrameLoop::run() {
    const SignalFlag signals;
    while (!app_.closed()) {
        wait(kNever);
        if (SignalFlag::raised()) {
            const std::string problem = app_.stop_from_signal();
            if (problem.empty()) break;
            fmt::print(stderr, "zscope: {}\n", problem);
            return 1;
        }
        if (!draw_if_due() || options_.script == nullptr) continue;
        if (!options_.script->error().empty()) {
            fmt::print(stderr, "zscope: {}\n", options_.script->error());
            return 1;
        }
        if (options_.script->done() && options_.end_with_script) break;
    }
    return 0;
}

bool FrameLoop::run_for(double seconds) {
    for (const double end = time() + seconds; time() < end;) {
        wait(end);
        if (SignalFlag::raised() || app_.closed()) return false;
        draw_if_due();
    }
    return true;
}

bool FrameLoop::script_runs() const {
    return options_.script != nullptr && !options_.script->done();
}

std::optional<double> FrameLoop::due() const {
    if (!script_runs()) return schedule_.due();
    return frame_start_ + (options_.script->patient() ? kPatientPeriod : FrameSchedule::kPeriod);
}

// Until a frame is due, `limit` or, now and then, for signals; a call of another thread or the
// person ends it early.
void FrameLoop::wait(double limit) {
    const double now = time();
    const double until = std::min({due().value_or(kNever), limit, now + kLongestSleep});
    if (until > now) {
        window_.wait_events(until - now);
    } else {
        window_.poll_events();
    }
    take_news();
    take_window_events();
}

void FrameLoop::take_news() {
    if (!window_.take_woken()) return;
    app_.take_pictures();
    schedule_.news(time());
}

void FrameLoop::take_window_events() {
    if (window_.take_input()) schedule_.input(time());
    if (window_.take_close()) app_.ask_to_close();
    for (const auto& path : window_.take_dropped())
        app_.open(path.string());
}

bool FrameLoop::draw_if_due() {
    const auto next = due();
    if (!next || *next > time()) return false;
    if (!window_.minimised()) {
        frame();
        return true;
    }
    frame_start_ = time();
    app_.poll(frame_start_);  // curves go on although nobody sees them
    schedule_.drawn(frame_start_, 0.0, app_.next_change());
    return false;
}

void FrameLoop::pace() {
    const double end = frame_start_ + FrameSchedule::kPeriod;
    for (double now = time(); now < end; now = time()) {
        window_.wait_events(end - now);
        take_news();
    }
}

void FrameLoop::frame() {
    const double cpu = thread_cpu_seconds();
    frame_start_ = time();
    app_.poll(frame_start_);
    if (options_.script != nullptr) options_.script->advance(app_, frame_start_);
    if (options_.before_draw) options_.before_draw();
    window_.begin_frame(options_.picture);
    app_.draw(time(), frame_ms_, options_.picture ? 1.0F : window_.monitor_scale());
    frame_ms_ = 1e3 * (time() - frame_start_);
    show();
    app_.after_frame(time());
    ++frames_;
    // A graphics card is waited for; OpenGL in software takes the processor's time in other
    // threads.
    const double cost =
        window_.draws_in_software() ? time() - frame_start_ : thread_cpu_seconds() - cpu;
    schedule_.drawn(frame_start_, cost, next_motion());
}

// When the picture that was just shown changes by itself.
std::optional<double> FrameLoop::next_motion() const {
    const std::optional<double> app = app_.next_change();
    const std::optional<double> imgui = ui::seconds_to_next_motion();
    if (!imgui) return app;
    return std::min(app.value_or(kNever), time() + *imgui);
}

void FrameLoop::show() {
    const std::optional<std::filesystem::path> shot =
        options_.script == nullptr ? std::nullopt : options_.script->take_shot();
    if (!options_.picture) {
        window_.present();
        if (shot) write_png(*shot, window_.picture_of_last_frame());
    } else if (shot) {
        write_png(*shot, window_.draw_picture());
    } else {
        window_.skip_picture();  // nobody takes it
    }
}

}  // namespace zscope::app
