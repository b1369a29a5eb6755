// SPDX-License-Identifier: MIT
#include "app/window/frame_loop.h"

#include <fmt/format.h>
#include <imgui.h>

#include <algorithm>
#include <thread>

#include "app/window/signals.h"
#include "core/io/image_codec.h"

namespace zscope::app {

namespace {

using Clock = std::chrono::steady_clock;

constexpr auto kFramePeriod = std::chrono::microseconds(16667);
// ImGui needs a frame or two to settle after an event (sizes, hover); a new picture needs less.
constexpr int kFramesAfterInput = 3, kFramesAfterWake = 2;
// The longest sleep: how late a signal is seen.
constexpr double kLongestSleep = 0.25;
// A script that waits for training leaves it the processor.
constexpr double kPatientPeriod = 0.1;
// Where drawing is slow (OpenGL in software), pictures that only training asks for take at most
// this share of the time, unless the person did something a moment ago and watches for the answer.
constexpr double kDrawShare = 0.2, kAttentive = 2.0, kLongestHold = 0.5;
// A text cursor that blinks needs frames although nothing happens.
constexpr double kBlinkPeriod = 0.3;

}  // namespace

FrameLoop::FrameLoop(Window& window, App& app, Options options)
    : window_(window), app_(app), options_(options), start_(Clock::now()), frame_start_(start_) {}

double FrameLoop::time() const {
    return std::chrono::duration<double>(Clock::now() - start_).count();
}

int FrameLoop::run() {
    const SignalFlag signals;
    while (!app_.closed()) {
        wait_until_needed();
        if (SignalFlag::raised()) {
            const std::string problem = app_.stop_from_signal();
            if (problem.empty()) break;
            fmt::print(stderr, "zscope: {}\n", problem);
            return 1;
        }
        take_window_events();
        if (frames_left_ == 0) continue;
        --frames_left_;
        frame();
        if (options_.script == nullptr) continue;
        if (!options_.script->error().empty()) {
            fmt::print(stderr, "zscope: {}\n", options_.script->error());
            return 1;
        }
        if (options_.script->done() && options_.end_with_script) break;
    }
    return 0;
}

void FrameLoop::wait_until_needed() {
    const bool script_runs = options_.script != nullptr && !options_.script->done();
    if (script_runs && options_.script->patient()) {
        window_.wait_events(kPatientPeriod);
        frames_left_ = 1;
        std::this_thread::sleep_until(frame_start_ + std::chrono::duration<double>(kPatientPeriod));
        return;
    }
    if (frames_left_ > 0 || app_.wants_frame() || script_runs) {
        frames_left_ = std::max(frames_left_, 1);
        pace();
        window_.poll_events();
        return;
    }
    double sleep = kLongestSleep;
    if (hold_until_ > time()) sleep = std::min(sleep, hold_until_ - time());
    if (const auto next = app_.next_change()) sleep = std::clamp(*next - time(), 0.0, sleep);
    window_.wait_events(sleep);
    const auto next = app_.next_change();
    const bool due = next && *next <= time();
    const double since = std::chrono::duration<double>(Clock::now() - frame_start_).count();
    const bool blinks = ImGui::GetIO().WantTextInput && since > kBlinkPeriod;
    if (due || blinks) frames_left_ = std::max(frames_left_, 1);
    pace();  // a burst of events makes one frame, not one each
}

void FrameLoop::take_window_events() {
    if (window_.take_input()) {
        frames_left_ = kFramesAfterInput;
        last_input_ = time();
    }
    if (time() >= hold_until_ && window_.take_woken()) {
        frames_left_ = std::max(frames_left_, kFramesAfterWake);
        if (time() - last_input_ > kAttentive) {
            hold_until_ = time() + std::min(kLongestHold, kFramesAfterWake * shown_s_ / kDrawShare);
        }
    }
    if (window_.take_close()) app_.ask_to_close();
    for (const auto& path : window_.take_dropped())
        app_.open(path.string());
    if (window_.minimised() && frames_left_ > 0) {
        frames_left_ = 0;
        app_.poll(time());  // curves go on although nobody sees them
    }
}

void FrameLoop::pace() const {
    std::this_thread::sleep_until(frame_start_ + kFramePeriod);
}

void FrameLoop::frame() {
    frame_start_ = Clock::now();
    app_.poll(time());
    if (options_.script != nullptr) options_.script->advance(app_, time());
    if (options_.before_draw) options_.before_draw();
    window_.begin_frame(options_.picture);
    app_.draw(time(), frame_ms_, options_.picture ? 1.0F : window_.monitor_scale());
    frame_ms_ = std::chrono::duration<double, std::milli>(Clock::now() - frame_start_).count();
    show();
    app_.after_frame(time());
    shown_s_ = std::chrono::duration<double>(Clock::now() - frame_start_).count();
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
