// SPDX-License-Identifier: MIT
#pragma once

#include <imgui.h>

#include <array>
#include <cstddef>
#include <string>
#include <vector>

namespace zscope::ui {

struct DockedPanel {
    std::string id;      // Panel::id
    std::string window;  // ImGui's name of its window in this workspace
};

// Where the panels of a workspace stand before the person moves anything (assets/layout.json).
// Columns of text have a natural width, kept within shares of the window; pictures take the rest.
enum class DockPlace { left, middle, right, below };
inline constexpr std::size_t kDockPlaces = 4;
struct DockColumn {
    float natural = 0.0F;             // width or height in design units; 0: none
    float least = 0.0F, most = 0.0F;  // shares of the window
    std::vector<std::string> panels;  // by Panel::id; the first is the tab in front
    float share(float room) const;    // of so many pixels. Pure but for the scale
};
struct DockPlan {
    std::array<DockColumn, kDockPlaces> places;  // by DockPlace
    const DockColumn& at(DockPlace place) const { return places[static_cast<std::size_t>(place)]; }
};
// "train", "explore"; unknown names are a bug. `narrow`: for a window with room for two columns.
const DockPlan& default_plan(const std::string& workspace_id, bool narrow);
// Pure but for the scale.
bool is_narrow(float width);

// The layout that a workspace has before the person moves anything. Replaces what the dockspace
// holds. A panel that the layout does not know becomes a tab in the middle.
void build_default_layout(ImGuiID dockspace, const std::string& workspace_id, ImVec2 size,
                          const std::vector<DockedPanel>& panels);

}  // namespace zscope::ui
