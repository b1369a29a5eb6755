// SPDX-License-Identifier: MIT
#pragma once

#include <cstdint>

#include "ui/frame.h"

namespace zscope::ui {

// Which work of OperateView a step of Find units has asked for: others ask for work there too, and
// only the newest goes on.
class OperateJob {
  public:
    enum class Step { none, rank, measure };

    void ask(Frame& frame, Step step, const OperateWish& wish);
    void notice(const OperateView& view);  // each frame, before the steps are drawn
    // Draws that this step's work goes on (with its Cancel) or has failed. True: it goes on.
    bool draw(Frame& frame, Step step);
    // The same in the line that the cursor is in, its Cancel first: for work whose last result
    // stays in sight, so that nothing jumps. A failure is left to draw().
    bool draw_line(Frame& frame, Step step) const;

  private:
    Step owner_ = Step::none;  // who asked for the newest work; none: another panel
    std::int64_t job_ = 0;     // of that work
    bool fresh_ = false;       // it has not been drawn yet
};

}  // namespace zscope::ui
