// SPDX-License-Identifier: MIT
#pragma once

#include <cstdint>
#include <string>

#include "ui/frame.h"

namespace zscope::ui {

// The button "Export …" of a panel: save its picture with the recipe in it, copy the command line
// that makes the same, and, of what moves, save a clip. The same in all panels; what it was set to
// (scale, frames a second) is view state.
class ExportMenu {
  public:
    // `name`: the suggested file's. `moves`: a path or a walk. While this panel's export goes on,
    // its progress stands beside the button.
    void draw(Frame& frame, PictureOf what, const std::string& name, bool moves = false);

  private:
    void still(Frame& frame, const PictureOf& what, const std::string& name);
    void moving(Frame& frame, RecipeTool tool);

    std::int64_t scale_ = 1;
    double fps_ = 25.0;
};

// How far an export of `tool` is, with Cancel; what became of the last one. Draws nothing before
// the first.
void export_state(Frame& frame, RecipeTool tool);

}  // namespace zscope::ui
