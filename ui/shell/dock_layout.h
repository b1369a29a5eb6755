// SPDX-License-Identifier: MIT
#pragma once

#include <imgui.h>

#include <string>
#include <vector>

namespace zscope::ui {

struct DockedPanel {
    std::string id;      // Panel::id
    std::string window;  // ImGui's name of its window in this workspace
};

// The layout that a workspace has before the person moves anything. Replaces what the dockspace
// holds. A panel that the layout does not know becomes a tab in the middle.
void build_default_layout(ImGuiID dockspace, unsigned workspace_bit, ImVec2 size,
                          const std::vector<DockedPanel>& panels);

}  // namespace zscope::ui
