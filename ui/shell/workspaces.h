// SPDX-License-Identifier: MIT
#pragma once

#include <imgui.h>

#include <array>
#include <map>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "ui/panel.h"

namespace zscope::ui {

struct WorkspaceInfo {
    const char* id;     // layout files, scripts
    const char* title;  // for people
    unsigned bit;
    const char* what;        // tooltip
    const char* main_panel;  // has the keyboard when one comes here
};
inline constexpr std::array<WorkspaceInfo, 4> kWorkspaces = {{
    {"train", "Train", kInTrain, "Watch a DCGAN learn: losses, samples, a verdict in words",
     "samples"},
    {"explore", "Explore", kInExplore, "Move through latent space between samples", "interpolate"},
    {"directions", "Directions", kInDirections,
     "Calculate with samples, find what changes one thing, and see how well it does", "calculate"},
    {"operate", "Operate", kInOperate,
     "Look into the network, find the units that draw a thing, and take them out", "before_after"},
}};

// The panels and the dock layout of each workspace. Panels are shared: the same object is drawn in
// whichever workspace is in front; its window there is "Title###id@workspace". UI thread.
class Workspaces {
  public:
    explicit Workspaces(std::vector<std::unique_ptr<Panel>> panels);

    // The dockspaces and the panels of the workspace in front, in this rectangle.
    void draw(Frame& frame, ImVec2 position, ImVec2 size);

    const WorkspaceInfo& current() const { return kWorkspaces[current_]; }
    void choose(std::string_view id);  // unknown names are an Error
    void choose_index(std::size_t index);
    // Opens a panel and brings it to the front, in another workspace if this one has no such panel.
    void show(std::string_view panel_id);  // unknown names are an Error
    void close(std::string_view panel_id);
    bool is_open(const Panel& panel) const;
    Panel& find(std::string_view panel_id);  // unknown names are an Error
    const std::vector<std::unique_ptr<Panel>>& panels() const { return panels_; }
    void reset_layout() { reset_ = true; }

    nlohmann::json settings() const;
    void set_settings(const nlohmann::json& settings);

  private:
    std::string window_name(const Panel& panel, const WorkspaceInfo& workspace) const;
    void draw_host(const WorkspaceInfo& workspace, bool in_front, ImVec2 position, ImVec2 size);
    void draw_panel(Frame& frame, Panel& panel);
    void draw_content(Frame& frame, Panel& panel);

    std::vector<std::unique_ptr<Panel>> panels_;
    std::map<std::string, bool> closed_;           // by "id@workspace"
    std::map<std::string, std::string> failures_;  // by panel id: what drawing it threw
    std::size_t current_ = 1;
    std::string focus_;  // window to bring to the front at the end of this frame
    bool at_start_ = true;
    bool reset_ = false;
};

}  // namespace zscope::ui
