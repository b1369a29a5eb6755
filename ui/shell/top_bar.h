// SPDX-License-Identifier: MIT
#pragma once

#include <string>

#include "ui/shell/shell.h"

namespace zscope::ui {

// zscope · the model · the live run · workspaces · panels, theme, scale, help.
class TopBar {
  public:
    TopBar(Shell& shell, Frame& frame, float width);
    void draw();

  private:
    void draw_model_menu();
    void draw_model_entries();
    void draw_open();
    void draw_live();
    void draw_workspaces();
    void draw_right();
    void draw_panels_menu();
    void draw_view_menu();
    void draw_help_menu();

    Shell& shell_;
    Frame& frame_;
    float width_;
};

}  // namespace zscope::ui
