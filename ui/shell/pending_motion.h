// SPDX-License-Identifier: MIT
#pragma once

#include <optional>

namespace zscope::ui {

// Seconds until what ImGui shows changes although nothing happens: a text cursor blinks, a tooltip
// waits for the mouse to rest, a held button repeats, the veil behind a question fades. nullopt:
// nothing moves, the window may sleep. After a frame; UI thread.
std::optional<double> seconds_to_next_motion();

}  // namespace zscope::ui
