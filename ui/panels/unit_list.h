// SPDX-License-Identifier: MIT
#pragma once

#include <cstdint>
#include <vector>

#include "ui/frame.h"

namespace zscope::ui {

// What a click on a unit of a block selects: it alone, or, with Ctrl, it as well or no longer. Its
// block is looked at then. Pure.
OperateState unit_clicked(OperateState state, std::int64_t block, std::int64_t unit, bool ctrl);

// The units of a ranking, the most telling first, with bars of their scores. Those that are
// selected (OperateState::units) are marked, and a click selects: Maps shows the same ones.
class UnitList {
  public:
    // `top`: the first ones, that an edit takes.
    void draw(Frame& frame, const UnitRanking& ranking, std::int64_t top);

  private:
    void row(Frame& frame, const UnitRanking& ranking, std::int64_t index, bool taken,
             double largest);

    std::vector<std::int64_t> seen_;  // selected when it was drawn last
    std::int64_t go_to_ = -1;         // row that comes into sight
};

}  // namespace zscope::ui
