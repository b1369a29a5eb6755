// SPDX-License-Identifier: MIT
#pragma once

#include <imgui.h>

#include <cstddef>
#include <optional>
#include <vector>

namespace zscope::ui {

// z as bars, one per number, up and down from the middle line. Dragging sets the bar under the
// mouse, across many if the mouse goes across; the right button sets them to zero.
class LatentBars {
  public:
    struct Event {
        bool changed = false;   // this frame
        bool released = false;  // the drag that changed something is over
        std::optional<std::size_t> hovered;
    };
    // `limit`: the value at the top edge. `marked`: a bar that is drawn stronger.
    Event draw(const char* id, std::vector<float>& z, float limit, ImVec2 size,
               std::optional<std::size_t> marked);

  private:
    bool dragging_ = false;
    bool moved_ = false;
    std::size_t last_ = 0;  // bar of the frame before, so that a fast drag leaves none out
};

// Which bar is at x and which value at y, for a widget of this size with `count` bars. Pure.
std::size_t bar_at(float x, float width, std::size_t count);
float bar_value(float y, float height, float limit);
// The value at the top edge for this z: 3.5 (1 for the uniform prior), or more if a bar needs it.
float bar_limit(const std::vector<float>& z, bool uniform);

}  // namespace zscope::ui
