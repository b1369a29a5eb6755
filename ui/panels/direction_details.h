// SPDX-License-Identifier: MIT
#pragma once

#include <string>

#include "ui/frame.h"

namespace zscope::ui {

// Where a direction comes from and what is known of it, for a tooltip. Pure.
std::string direction_help(const Direction& direction, const std::string& model_id);

// At the end of its line: how well it did when it was tried, with the control, or what is missing.
void quality(Frame& frame, DirectionId id);

// Menu items: try it by the oracle or by the ticks, find it again. Needs an open popup.
void trial_verbs(Frame& frame, DirectionId id, const Direction& direction);

// The table of its last trial and its drift, if there are any.
void verdict_table(Frame& frame, DirectionId id);

}  // namespace zscope::ui
