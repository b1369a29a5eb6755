// SPDX-License-Identifier: MIT
#pragma once

#include "ui/frame.h"

namespace zscope::ui {

// Which model is compared with the opened one: how it is chosen, and why it cannot be drawn.

// In place of everything while none is chosen.
void no_comparison(Frame& frame);

// The line on which the other model is chosen, swapped with the opened one, let go. Needs
// Session::compare and Frame::compare. True: the Session has changed, this frame shows no more.
bool choose_compared(Frame& frame);

// True if both can be drawn on the same z; else a sentence stands there that says why not, with
// what can be done.
bool can_compare(Frame& frame);

}  // namespace zscope::ui
