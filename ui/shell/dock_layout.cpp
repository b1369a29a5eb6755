// SPDX-License-Identifier: MIT
#include "ui/shell/dock_layout.h"

#include <imgui_internal.h>
#include <zscope_embedded.h>

#include <nlohmann/json.hpp>

#include <algorithm>
#include <map>

#include "ui/theme.h"

namespace zscope::ui {

namespace {

DockColumn read_column(const nlohmann::json& json) {
    DockColumn column;
    column.natural = json.value("natural", 0.0F);
    if (json.contains("share")) {
        column.least = json.at("share").at(0);
        column.most = json.at("share").at(1);
    }
    column.panels = json.at("panels").get<std::vector<std::string>>();
    return column;
}

DockPlan read_plan(const nlohmann::json& json) {
    return {{read_column(json.at("left")), read_column(json.at("middle")),
             read_column(json.at("right")), read_column(json.at("below"))}};
}

const DockedPanel* find(const std::vector<DockedPanel>& panels, const std::string& id) {
    const auto found = std::ranges::find(panels, id, &DockedPanel::id);
    return found == panels.end() ? nullptr : &*found;
}

void put_in_front(ImGuiID node_id, const std::string& window) {
    ImGuiDockNode* node = ImGui::DockBuilderGetNode(node_id);
    if (node == nullptr || node->SelectedTabId != 0) return;
    node->SelectedTabId = ImHashStr("#TAB", 0, ImHashStr(window.c_str()));
}

}  // namespace

float DockColumn::share(float room) const {
    return std::clamp(dp(natural) / std::max(1.0F, room), least, most);
}

bool is_narrow(float width) {
    return width < dp(1000);
}

const DockPlan& default_plan(const std::string& workspace_id, bool narrow) {
    static const std::map<std::string, DockPlan> plans = [] {
        std::map<std::string, DockPlan> read;
        const auto json = nlohmann::json::parse(embedded_file("assets/layout.json"));
        for (const auto& [id, plan] : json.items())
            read.emplace(id, read_plan(plan));
        return read;
    }();
    return plans.at(narrow ? workspace_id + " narrow" : workspace_id);
}

void build_default_layout(ImGuiID dockspace, const std::string& workspace_id, ImVec2 size,
                          const std::vector<DockedPanel>& panels) {
    const DockPlan& plan = default_plan(workspace_id, is_narrow(size.x));
    const float left_width = plan.at(DockPlace::left).share(size.x);
    const float right_width = plan.at(DockPlace::right).share(size.x);
    const float below_height = plan.at(DockPlace::below).share(size.y);

    ImGui::DockBuilderRemoveNode(dockspace);
    ImGui::DockBuilderAddNode(dockspace, ImGuiDockNodeFlags_DockSpace);
    ImGui::DockBuilderSetNodeSize(dockspace, size);
    ImGuiID middle = dockspace, left = 0, right = 0, below = 0;
    ImGui::DockBuilderSplitNode(middle, ImGuiDir_Left, left_width, &left, &middle);
    if (!plan.at(DockPlace::right).panels.empty()) {
        ImGui::DockBuilderSplitNode(middle, ImGuiDir_Right, right_width / (1.0F - left_width),
                                    &right, &middle);
    }
    ImGui::DockBuilderSplitNode(middle, ImGuiDir_Down, below_height, &below, &middle);
    const std::array<ImGuiID, kDockPlaces> node_of = {left, middle, right, below};
    for (const DockedPanel& panel : panels) {  // what the plan does not know is in the middle
        const auto place = std::ranges::find_if(plan.places, [&](const DockColumn& column) {
            return std::ranges::find(column.panels, panel.id) != column.panels.end();
        });
        const std::size_t at = place == plan.places.end()
                                   ? static_cast<std::size_t>(DockPlace::middle)
                                   : static_cast<std::size_t>(place - plan.places.begin());
        ImGui::DockBuilderDockWindow(panel.window.c_str(), node_of[at]);
    }
    for (std::size_t i = 0; i < kDockPlaces; ++i) {
        for (const std::string& id : plan.places[i].panels) {
            const DockedPanel* panel = find(panels, id);
            if (panel != nullptr) put_in_front(node_of[i], panel->window);
        }
    }
    ImGui::DockBuilderFinish(dockspace);
}

}  // namespace zscope::ui
