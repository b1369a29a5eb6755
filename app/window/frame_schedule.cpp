// SPDX-License-Identifier: MIT
#include "app/window/frame_schedule.h"

#include <algorithm>

namespace zscope::app {

namespace {

// ImGui needs a frame or two to settle after an event (sizes, hover); a new picture needs less.
constexpr int kFramesAfterInput = 3, kFramesAfterNews = 2;
// Who did something so long ago still watches for the answer.
constexpr double kAttentive = 2.0;
// Later, frames that only a training asks for take at most this share of the time: it pays for
// them. Never so seldom that the window looks stuck.
constexpr double kQuietShare = 0.015, kLongestPause = 1.0;

}  // namespace

void FrameSchedule::input(double now) {
    last_input_ = now;
    at_once_ = kFramesAfterInput;
}

void FrameSchedule::news(double now) {
    if (now - last_input_ <= kAttentive) {
        at_once_ = std::max(at_once_, kFramesAfterNews);
    } else {
        quiet_ = Quiet::news;
    }
}

void FrameSchedule::drawn(double start, double cost, std::optional<double> wanted) {
    start_ = start;
    wanted_ = wanted;
    quiet_pause_ = std::clamp(cost / kQuietShare, kPeriod, kLongestPause);
    const bool settles = at_once_ == 0 && quiet_ == Quiet::news;
    quiet_ = settles ? Quiet::settling : Quiet::nothing;
    at_once_ = std::max(0, at_once_ - 1);
}

std::optional<double> FrameSchedule::due() const {
    const double earliest = start_ + kPeriod;
    if (at_once_ > 0) return earliest;
    std::optional<double> next;
    if (wanted_) next = std::max(earliest, *wanted_);
    if (quiet_ != Quiet::nothing) {
        const double quiet = start_ + quiet_pause_;
        next = std::min(next.value_or(quiet), quiet);
    }
    return next;
}

}  // namespace zscope::app
