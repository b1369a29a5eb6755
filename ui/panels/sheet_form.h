// SPDX-License-Identifier: MIT
#pragma once

#include "ui/frame.h"

namespace zscope::ui {

// Controls of Sheet; each emits SheetSet.

// Which two of the kept directions, and how strong at the edges.
void sheet_directions(Frame& frame);
// The place as two sliders; true while one of them is held.
bool sheet_place(Frame& frame);

}  // namespace zscope::ui
