// SPDX-License-Identifier: MIT
#pragma once

#include <imgui.h>

namespace zscope::ui {

// An upright edge in an area where two pictures lie at the same place: left of it the one, right of
// it the other. Dragged with the mouse; the arrow keys (with Shift a tenth as far), or comma and
// full stop, move it while it has the keyboard. UI thread.
class WipeEdge {
  public:
    double at = 0.5;  // share of the area's width that is left of it, 0 … 1

    enum class Takes {
        edge,  // a few pixels about the edge: what lies beside it is for other hands
        all,   // a press anywhere in the area brings the edge there
    };
    // The item. Before whatever lies under it, which it then goes before. Returns where the edge
    // is on the screen, a whole pixel.
    float take(const char* id, ImVec2 low, ImVec2 size, Takes takes);
    // Its line and grip, after what lies under it.
    void draw(ImDrawList& draw) const;

  private:
    void keys(ImGuiID id, float width);

    ImVec2 low_, size_;  // when it was taken last
    float grip_ = 0.0F;  // the mouse's distance from the edge when it was pressed
    bool lit_ = false;   // under the mouse, held, or in front of the keyboard
};

}  // namespace zscope::ui
