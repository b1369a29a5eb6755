// SPDX-License-Identifier: MIT
#pragma once

#include <algorithm>
#include <chrono>
#include <optional>

namespace zscope::detail {

// How often a run shows itself: its weights are copied at most twice a second, and copying them and
// drawing anew whatever follows them take at most 3 % of the time while it trains. Pure.
class LivePace {
  public:
    using Clock = std::chrono::steady_clock;
    using Seconds = std::chrono::duration<double>;
    static constexpr Seconds kShortestPause{0.5};
    static constexpr double kShare = 0.03;

    void copied(Clock::time_point start, Clock::time_point end) {
        copied_ = end;
        cost_ = end - start;
    }
    // The newest copy has been drawn somewhere, for so long; more of it may come.
    void drawn(Seconds cost) { cost_ += cost; }

    // `resting`: no step is made meanwhile, so that nobody pays.
    bool due(Clock::time_point now, bool resting) const {
        if (!copied_) return true;
        const Seconds pause = resting ? kShortestPause : std::max(kShortestPause, cost_ / kShare);
        return now - *copied_ >= pause;
    }

  private:
    std::optional<Clock::time_point> copied_;
    Seconds cost_{0};
};

}  // namespace zscope::detail
