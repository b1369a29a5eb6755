// SPDX-License-Identifier: MIT
#include "ui/shell/dock_layout.h"

#include <imgui_internal.h>

#include <algorithm>
#include <array>
#include <string_view>

#include "ui/panel.h"
#include "ui/theme.h"

namespace zscope::ui {

namespace {

enum class Place { left, middle, right, below };
struct Row {
    unsigned workspace;
    std::string_view panel;
    Place place;
};

constexpr std::array<Row, 12> kPlaces = {{
    {kInTrain, "train", Place::left},
    {kInTrain, "samples", Place::middle},
    {kInTrain, "inspector", Place::right},
    {kInTrain, "losses", Place::below},
    {kInTrain, "log", Place::below},
    {kInTrain, "tray", Place::right},
    {kInExplore, "samples", Place::left},
    {kInExplore, "interpolate", Place::middle},
    {kInExplore, "inspector", Place::right},
    {kInExplore, "tray", Place::below},
    {kInExplore, "losses", Place::below},
    {kInExplore, "log", Place::below},
}};

Place place_of(unsigned workspace, std::string_view panel) {
    const auto found = std::find_if(kPlaces.begin(), kPlaces.end(), [&](const Row& row) {
        return row.workspace == workspace && row.panel == panel;
    });
    return found == kPlaces.end() ? Place::middle : found->place;
}

}  // namespace

void build_default_layout(ImGuiID dockspace, unsigned workspace_bit, ImVec2 size,
                          const std::vector<DockedPanel>& panels) {
    const bool train = workspace_bit == kInTrain;
    // Columns of text have a natural width; pictures take what is left.
    const float left_width = train ? std::clamp(dp(340) / size.x, 0.16F, 0.34F) : 0.36F;
    const float right_width = std::clamp(dp(320) / size.x, 0.16F, 0.30F);
    const float below_height = train ? 0.36F : 0.24F;

    ImGui::DockBuilderRemoveNode(dockspace);
    ImGui::DockBuilderAddNode(dockspace, ImGuiDockNodeFlags_DockSpace);
    ImGui::DockBuilderSetNodeSize(dockspace, size);
    ImGuiID middle = dockspace, left = 0, right = 0, below = 0;
    ImGui::DockBuilderSplitNode(middle, ImGuiDir_Left, left_width, &left, &middle);
    ImGui::DockBuilderSplitNode(middle, ImGuiDir_Right, right_width / (1.0F - left_width), &right,
                                &middle);
    ImGui::DockBuilderSplitNode(middle, ImGuiDir_Down, below_height, &below, &middle);
    const std::array<ImGuiID, 4> node_of = {left, middle, right, below};
    for (const DockedPanel& panel : panels) {
        const Place place = place_of(workspace_bit, panel.id);
        ImGui::DockBuilderDockWindow(panel.window.c_str(),
                                     node_of[static_cast<std::size_t>(place)]);
    }
    // The first of kPlaces is the tab in front.
    for (const Row& row : kPlaces) {
        const auto found = std::ranges::find(panels, row.panel, &DockedPanel::id);
        if (row.workspace != workspace_bit || found == panels.end()) continue;
        ImGuiDockNode* node =
            ImGui::DockBuilderGetNode(node_of[static_cast<std::size_t>(row.place)]);
        if (node == nullptr || node->SelectedTabId != 0) continue;
        node->SelectedTabId = ImHashStr("#TAB", 0, ImHashStr(found->window.c_str()));
    }
    ImGui::DockBuilderFinish(dockspace);
}

}  // namespace zscope::ui
