// SPDX-License-Identifier: MIT
#include "ui/shell/workspaces.h"

#include <fmt/format.h>
#include <imgui_internal.h>

#include <algorithm>
#include <utility>

#include "core/base/error.h"
#include "ui/shell/dock_layout.h"
#include "ui/theme.h"

namespace zscope::ui {

namespace {

std::string key_of(const Panel& panel, const WorkspaceInfo& workspace) {
    return fmt::format("{}@{}", panel.id(), workspace.id);
}

ImGuiID dockspace_id(const WorkspaceInfo& workspace) {
    return ImHashStr(fmt::format("dockspace@{}", workspace.id).c_str());
}

}  // namespace

Workspaces::Workspaces(std::vector<std::unique_ptr<Panel>> panels) : panels_(std::move(panels)) {}

void Workspaces::choose(std::string_view id) {
    const auto found = std::find_if(kWorkspaces.begin(), kWorkspaces.end(),
                                    [&](const WorkspaceInfo& info) { return info.id == id; });
    if (found == kWorkspaces.end()) {
        fail("there is no workspace \"{}\": train, explore, directions or operate", id);
    }
    choose_index(static_cast<std::size_t>(found - kWorkspaces.begin()));
}

void Workspaces::choose_index(std::size_t index) {
    current_ = index;
    for (const auto& panel : panels_) {
        const bool main = std::string_view(panel->id()) == current().main_panel;
        if (main && is_open(*panel)) focus_ = window_name(*panel, current());
    }
}

Panel& Workspaces::find(std::string_view panel_id) {
    for (const auto& panel : panels_) {
        if (panel->id() == panel_id) return *panel;
    }
    fail("there is no panel \"{}\"", panel_id);
}

bool Workspaces::is_open(const Panel& panel) const {
    const auto found = closed_.find(key_of(panel, current()));
    return found == closed_.end() || !found->second;
}

void Workspaces::show(std::string_view panel_id) {
    const Panel& panel = find(panel_id);
    for (std::size_t i = 0; i < kWorkspaces.size() && !(panel.workspaces() & current().bit); ++i) {
        if (panel.workspaces() & kWorkspaces[i].bit) current_ = i;
    }
    closed_[key_of(panel, current())] = false;
    focus_ = window_name(panel, current());
}

void Workspaces::close(std::string_view panel_id) {
    closed_[key_of(find(panel_id), current())] = true;
}

std::string Workspaces::window_name(const Panel& panel, const WorkspaceInfo& workspace) const {
    return fmt::format("{}###{}", panel.title(), key_of(panel, workspace));
}

void Workspaces::draw(Frame& frame, ImVec2 position, ImVec2 size) {
    const bool first = std::exchange(at_start_, false);
    if (first && focus_.empty()) choose_index(current_);
    for (const WorkspaceInfo& workspace : kWorkspaces) {
        draw_host(workspace, &workspace == &current(), position, size);
    }
    reset_ = false;
    for (const auto& panel : panels_)
        draw_panel(frame, *panel);
    if (!focus_.empty()) {
        ImGui::SetWindowFocus(focus_.c_str());
        if (!first) focus_.clear();  // in the first frame it is not docked yet
    }
}

void Workspaces::draw_host(const WorkspaceInfo& workspace, bool in_front, ImVec2 position,
                           ImVec2 size) {
    const ImGuiID id = dockspace_id(workspace);
    if (reset_ || ImGui::DockBuilderGetNode(id) == nullptr) {
        std::vector<DockedPanel> docked;
        for (const auto& panel : panels_) {
            if (panel->workspaces() & workspace.bit) {
                docked.push_back({panel->id(), window_name(*panel, workspace)});
            }
        }
        build_default_layout(id, workspace.id, size, docked);
        if (reset_) closed_.clear();
    }
    if (!in_front) {
        // Alive, so that its windows stay docked there while they are not drawn.
        ImGui::DockSpace(id, {}, ImGuiDockNodeFlags_KeepAliveOnly);
        return;
    }
    ImGui::SetNextWindowPos(position);
    ImGui::SetNextWindowSize(size);
    ImGui::PushStyleVar(ImGuiStyleVar_WindowPadding, ImVec2(0, 0));
    ImGui::PushStyleVar(ImGuiStyleVar_WindowBorderSize, 0.0F);
    ImGui::PushStyleVar(ImGuiStyleVar_WindowRounding, 0.0F);
    const ImGuiWindowFlags flags = ImGuiWindowFlags_NoDecoration | ImGuiWindowFlags_NoMove |
                                   ImGuiWindowFlags_NoDocking | ImGuiWindowFlags_NoSavedSettings |
                                   ImGuiWindowFlags_NoBringToFrontOnFocus |
                                   ImGuiWindowFlags_NoNavFocus | ImGuiWindowFlags_NoBackground;
    ImGui::Begin(fmt::format("host@{}", workspace.id).c_str(), nullptr, flags);
    ImGui::PopStyleVar(3);
    ImGui::DockSpace(id, size, ImGuiDockNodeFlags_None);
    ImGui::End();
}

void Workspaces::draw_panel(Frame& frame, Panel& panel) {
    if (!(panel.workspaces() & current().bit) || !is_open(panel)) {
        panel.rest();
        return;
    }
    bool open = true;
    ImGui::SetNextWindowSize({dp(480), dp(360)}, ImGuiCond_FirstUseEver);
    // Whatever appears last would else take the keyboard and the front of its dock.
    if (ImGui::Begin(window_name(panel, current()).c_str(), &open,
                     ImGuiWindowFlags_NoFocusOnAppearing)) {
        draw_content(frame, panel);
    } else {
        panel.rest();
    }
    ImGui::End();
    if (!open) closed_[key_of(panel, current())] = true;
}

// One broken panel leaves the others usable: ImGui's stacks are put back to where they were.
void Workspaces::draw_content(Frame& frame, Panel& panel) {
    ImGuiErrorRecoveryState before;
    ImGui::ErrorRecoveryStoreState(&before);
    std::string& failure = failures_[panel.id()];
    try {
        panel.draw(frame);
        failure.clear();
    } catch (const std::exception& error) {
        ImGuiIO& io = ImGui::GetIO();
        io.ConfigErrorRecoveryEnableAssert = false;
        io.ConfigErrorRecoveryEnableDebugLog = false;
        io.ConfigErrorRecoveryEnableTooltip = false;
        ImGui::ErrorRecoveryTryToRecoverState(&before);
        io.ConfigErrorRecoveryEnableAssert = true;
        ImGui::TextWrapped("This panel could not be drawn: %s", error.what());
        if (failure == error.what()) return;  // said once, not sixty times a second
        failure = error.what();
        frame.out.wish(Say{LogLevel::error, fmt::format("{}: {}", panel.title(), failure)});
    }
}

nlohmann::json Workspaces::settings() const {
    nlohmann::json out = {{"workspace", current().id},
                          {"closed", nlohmann::json::array()},
                          {"panels", nlohmann::json::object()}};
    for (const auto& [key, closed] : closed_) {
        if (closed) out["closed"].push_back(key);
    }
    for (const auto& panel : panels_)
        out["panels"][panel->id()] = panel->settings();
    return out;
}

void Workspaces::set_settings(const nlohmann::json& settings) {
    choose(settings.value("workspace", std::string(current().id)));
    closed_.clear();
    for (const auto& key : settings.value("closed", nlohmann::json::array())) {
        closed_[key.get<std::string>()] = true;
    }
    const nlohmann::json of_panels = settings.value("panels", nlohmann::json::object());
    for (const auto& panel : panels_) {
        if (of_panels.contains(panel->id())) panel->set_settings(of_panels[panel->id()]);
    }
}

}  // namespace zscope::ui
