// SPDX-License-Identifier: MIT
#pragma once

#include <chrono>
#include <cstdint>
#include <deque>

namespace zscope::detail {

// Images a second over the last few seconds (at least two steps, however slow).
class SpeedMeter {
  public:
    using Clock = std::chrono::steady_clock;
    static constexpr std::chrono::seconds kWindow{3};

    // The time before `now` does not count: a start, or the end of a pause.
    void restart(Clock::time_point now) {
        points_.clear();
        points_.push_back({now, 0});
    }
    void add(Clock::time_point now, std::int64_t images) {
        points_.push_back({now, points_.empty() ? images : points_.back().images + images});
        while (points_.size() > 3 && now - points_.front().time > kWindow)
            points_.pop_front();
    }
    double images_per_s() const {
        if (points_.size() < 2) return 0.0;
        const std::chrono::duration<double> time = points_.back().time - points_.front().time;
        const auto images = static_cast<double>(points_.back().images - points_.front().images);
        return time.count() > 0.0 ? images / time.count() : 0.0;
    }

  private:
    struct Point {
        Clock::time_point time;
        std::int64_t images;
    };
    std::deque<Point> points_;
};

}  // namespace zscope::detail
