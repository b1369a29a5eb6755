// SPDX-License-Identifier: MIT
#pragma once

#include <chrono>
#include <cstdint>
#include <map>
#include <string>
#include <vector>

namespace zscope::app {

// Of the requests of one slot: milliseconds from the start of the frame in which something moved to
// the return of the upload of its image or a newer one, and to the end of the first frame that
// shows it. One at a time; UI thread.
class LatencyProbe {
  public:
    explicit LatencyProbe(std::string slot);
    ~LatencyProbe();
    LatencyProbe(const LatencyProbe&) = delete;
    LatencyProbe& operator=(const LatencyProbe&) = delete;

    void start_frame() { frame_start_ = Clock::now(); }
    void end_frame();
    bool waiting() const { return !moved_.empty(); }
    std::size_t images() const { return images_; }  // that answered a move
    const std::vector<double>& uploaded_ms() const { return uploaded_ms_; }
    const std::vector<double>& shown_ms() const { return shown_ms_; }

  private:
    using Clock = std::chrono::steady_clock;
    void uploaded(std::uint64_t stamp);

    Clock::time_point frame_start_ = Clock::now();
    std::map<std::uint64_t, Clock::time_point> moved_;  // by stamp
    std::vector<Clock::time_point> not_shown_;          // moves whose image is in its texture
    std::vector<double> uploaded_ms_, shown_ms_;
    std::size_t images_ = 0;
};

}  // namespace zscope::app
