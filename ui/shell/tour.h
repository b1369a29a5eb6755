// SPDX-License-Identifier: MIT
#pragma once

#include <imgui.h>

#include "ui/frame.h"
#include "ui/shell/workspaces.h"

namespace zscope::ui {

// One card per workspace that says what to try first; gone once done. UI thread.
class Tour {
  public:
    void draw(Frame& frame, const WorkspaceInfo& workspace, ImVec2 centre_bottom);
    void set_shown(bool shown) {
        train_done_ = explore_done_ = directions_done_ = operate_done_ = !shown;
    }
    nlohmann::json settings() const;
    void set_settings(const nlohmann::json& settings);

  private:
    void notice(const Frame& frame);
    bool& done_in(const WorkspaceInfo& workspace);

    bool train_done_ = false, explore_done_ = false, directions_done_ = false,
         operate_done_ = false;
    double first_t_ = -1.0;
};

}  // namespace zscope::ui
