// SPDX-License-Identifier: MIT
#pragma once

#include <cstdint>

#include "ui/frame.h"

namespace zscope::ui {

// images/s · step · G ms · memory · UI ms · last message. Figures have a fixed place, so that
// nothing jumps when a number gets wider.
void draw_status_bar(const Frame& frame, std::int64_t memory_bytes, float width);

}  // namespace zscope::ui
