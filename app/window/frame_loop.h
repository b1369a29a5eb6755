// SPDX-License-Identifier: MIT
#pragma once

#include <chrono>
#include <cstdint>
#include <filesystem>
#include <functional>
#include <optional>

#include "app/window/app.h"
#include "app/window/frame_schedule.h"
#include "app/window/script.h"
#include "app/window/window.h"

namespace zscope::app {

// Draws a frame when something changed, at most 60 a second, and sleeps otherwise; pictures that
// come meanwhile are put into their textures at once. Main thread.
class FrameLoop {
  public:
    struct Options {
        std::optional<ImVec2> picture;      // draw into a picture of this size, show nothing
        Script* script = nullptr;           // carried out between frames; the loop ends with it if
        bool end_with_script = false;       // this is set
        std::function<void()> before_draw;  // in each frame, after the channels were polled
    };
    FrameLoop(Window& window, App& app, Options options);

    // Until the window is closed, the script has ended or failed, or a signal came. The exit code.
    int run();
    // As run(), for so long; false if the window was closed or a signal came before.
    bool run_for(double seconds);

    // One frame now: channels are polled, everything is drawn and shown.
    void frame();
    // Sleeps until the next frame of 60 a second is due.
    void pace();
    double time() const;  // seconds since the loop was made
    std::int64_t frames() const { return frames_; }
    double last_frame_ms() const { return frame_ms_; }  // UI thread's own time, without the swap

  private:
    std::optional<double> due() const;
    void wait(double limit);
    void take_news();
    void take_window_events();
    bool draw_if_due();
    void show();
    std::optional<double> next_motion() const;
    bool script_runs() const;

    Window& window_;
    App& app_;
    Options options_;
    std::chrono::steady_clock::time_point start_;
    FrameSchedule schedule_;
    double frame_start_ = 0.0;  // time() of the last frame
    double frame_ms_ = 0.0;
    std::int64_t frames_ = 0;
};

}  // namespace zscope::app
