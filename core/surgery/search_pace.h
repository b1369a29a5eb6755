// SPDX-License-Identifier: MIT
#pragma once

#include <cstdint>

namespace zscope {

// How long searches go on, by what their steps took so far: nothing is guessed before the first
// ones are over. Times are those of the caller's clock, in seconds. Pure.
class SearchPace {
  public:
    // Of `searches` one after another, of so many steps each.
    SearchPace(std::int64_t searches, std::int64_t steps) : searches_(searches), steps_(steps) {}
    void begin_search(double now);
    void step_over(double now);
    // Of one step, on the average; negative: too early to say.
    double seconds_a_step() const;
    double seconds_left() const;

  private:
    std::int64_t searches_, steps_;
    std::int64_t begun_ = 0, done_ = 0;  // searches; steps of the one that goes on
    std::int64_t counted_ = 0;           // steps whose time is known
    double seconds_ = 0.0, last_ = 0.0;  // of those; when the last one was over
};

}  // namespace zscope
