// SPDX-License-Identifier: MIT
#pragma once

#include "ui/frame.h"
#include "ui/panels/operate_job.h"

namespace zscope::ui {

// The first units of the ranking taken out, and what that did, beside as many others: the third
// step of Find units.
void draw_effect_section(Frame& frame, const OperateView& view, OperateJob& job);

}  // namespace zscope::ui
