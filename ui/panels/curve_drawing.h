// SPDX-License-Identifier: MIT
#pragma once

#include <cstddef>
#include <optional>
#include <span>
#include <utility>
#include <vector>

#include "core/history/loss_history.h"

namespace zscope::ui {

// A curve as plots take it: arrays, in runs without a gap, and the steps that are no numbers.
struct CurveDrawing {
    std::vector<double> step, low, high, mean;
    std::vector<double> extreme_step, extreme;  // low and high of each point, one after the other
    std::vector<std::size_t> run_ends;          // index after the last point of each run
    std::vector<double> not_numbers;            // steps at which a value was NaN or infinite
    bool has_band = false;                      // some point covers more than one value

    // Smallest and largest finite value; nullopt without any.
    std::optional<std::pair<double, double>> range() const;
};
CurveDrawing prepare_curve(std::span<const CurvePoint> points);

// Which steps are looked at while the plot follows the run.
struct StepRange {
    double first = 0.0;
    double last = 1.0;
};
// The newest `window` steps (0: all); never narrower than 10 steps. Pure.
StepRange follow_range(const LossHistory& losses, std::int64_t window);
// Room above and below a range of values; 0 stays in sight for losses. Pure.
std::pair<double, double> padded(std::optional<std::pair<double, double>> range);

// One curve's drawing, kept until the history, the steps in sight or the smoothing change.
class CurveCache {
  public:
    struct View {
        double first = 0.0, last = 0.0;
        int columns = 0;
        double smooth_steps = 0.0;  // 0: none
        bool operator==(const View&) const = default;
    };
    // Brings both up to date and returns raw(). `losses` must not be empty.
    const CurveDrawing& update(const LossHistory& losses, Curve curve, const View& view);
    const CurveDrawing& raw() const { return raw_; }
    // The same as raw() where nothing is smoothed.
    const CurveDrawing& smooth() const { return view_.smooth_steps > 0 ? smooth_ : raw_; }

  private:
    View view_;
    std::size_t size_ = 0;
    std::int64_t newest_ = -1;
    double newest_time_ = -1.0;
    CurveDrawing raw_, smooth_;
};

}  // namespace zscope::ui
