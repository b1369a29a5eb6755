// SPDX-License-Identifier: MIT
#pragma once

#include <chrono>
#include <filesystem>
#include <functional>
#include <optional>

#include "app/window/app.h"
#include "app/window/script.h"
#include "app/window/window.h"

namespace zscope::app {

// Draws a frame when something changed, at most 60 a second, and sleeps otherwise. Main thread.
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

    // One frame now: events are taken in, channels polled, everything drawn and shown.
    void frame();
    // Sleeps until the next frame of 60 a second is due.
    void pace() const;
    double time() const;                                // seconds since the loop was made
    double last_frame_ms() const { return frame_ms_; }  // UI thread's own time, without the swap

  private:
    void wait_until_needed();
    void take_window_events();
    void show();

    Window& window_;
    App& app_;
    Options options_;
    std::chrono::steady_clock::time_point start_, frame_start_;
    double frame_ms_ = 0.0;
    double shown_s_ = 0.0;     // the last frame, with the drawing
    double last_input_ = 0.0;  // time() of it
    double hold_until_ = 0.0;  // no pictures for wakes before
    int frames_left_ = 3;
};

}  // namespace zscope::app
