// SPDX-License-Identifier: MIT
#pragma once

#include "ui/frame.h"
#include "ui/panels/operate_job.h"
#include "ui/panels/unit_list.h"

namespace zscope::ui {

// Which block, which method, and the units in the order of how well they tell the thing: the second
// step of Find units. `view` is what is known of them.
void draw_rank_section(Frame& frame, const OperateView& view, OperateJob& job, UnitList& units);

}  // namespace zscope::ui
