// SPDX-License-Identifier: MIT
#pragma once

#include <imgui.h>

#include <array>
#include <cstdint>
#include <optional>

#include "core/history/loss_history.h"
#include "ui/panels/curve_drawing.h"

namespace zscope::ui {

// The two plots of a history: Loss_D and Loss_G; D(x) and D(G(z)) before and after D's update, with
// the bands that count as healthy. They share their steps and the line under the mouse, follow the
// newest step until somebody zooms or pans, and again after a double click.
class LossPlots {
  public:
    // Fills the room that is left; `losses` must not be empty.
    void draw(const LossHistory& losses);
    void start_anew();  // the next history is another one
    bool following() const { return follow_; }
    void follow() { follow_ = true; }

    double smooth = 0.0;           // steps of moving average; 0: none
    std::int64_t window = 0;       // steps in sight while following; 0: all
    std::optional<double> marked;  // the step whose model the tools work on: a line

  private:
    void loss_plot(const LossHistory& losses, float width, float height);
    void d_plot(const LossHistory& losses, float width, float height);
    void link_steps();
    void curve(const LossHistory& losses, Curve curve, const char* name, const ImVec4& colour);
    void read_out(const LossHistory& losses);

    std::array<CurveCache, kCurveCount> caches_;
    double first_ = 0.0, last_ = 10.0;  // steps in sight, of both plots
    double value_low_ = 0.0, value_high_ = 1.0;
    bool follow_ = true;
    std::optional<double> cursor_;  // step under the mouse, in either plot
    std::optional<double> next_cursor_;
};

}  // namespace zscope::ui
