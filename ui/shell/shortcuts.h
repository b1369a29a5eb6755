// SPDX-License-Identifier: MIT
#pragma once

#include "ui/shell/shell.h"

namespace zscope::ui {

// The keys that work everywhere, unless a text field has the keyboard.
void handle_shortcuts(Shell& shell, Frame& frame);

}  // namespace zscope::ui
