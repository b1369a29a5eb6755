// SPDX-License-Identifier: MIT
#pragma once

#include <optional>

namespace zscope::app {

// When the next frame is due: at most 60 a second, and none while nothing changes. Times are
// seconds of one clock that the caller reads. Pure.
class FrameSchedule {
  public:
    static constexpr double kPeriod = 1.0 / 60;

    void input(double now);  // the person did something
    void news(double now);   // another thread has something to show
    // A frame was begun at `start` and took `cost` seconds of the processor. `wanted`: when what it
    // showed changes by itself (a cursor that blinks, play); nullopt: it does not.
    void drawn(double start, double cost, std::optional<double> wanted);

    // Never before the last frame's start + kPeriod; nullopt: nothing is to be drawn.
    std::optional<double> due() const;

  private:
    enum class Quiet {
        nothing,
        news,      // not shown yet
        settling,  // shown once; ImGui fits sizes in the frame after
    };

    double start_ = -kPeriod;  // of the last frame
    double last_input_ = 0.0;  // who opens a window watches it
    int at_once_ = 0;          // frames that are due without a pause
    Quiet quiet_ = Quiet::nothing;
    double quiet_pause_ = kPeriod;  // after start_
    std::optional<double> wanted_;
};

}  // namespace zscope::app
