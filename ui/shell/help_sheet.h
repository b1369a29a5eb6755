// SPDX-License-Identifier: MIT
#pragma once

#include <imgui.h>

namespace zscope::ui {

// The `?` sheet: gestures and keys, and the words of the field in two sentences each. UI thread.
class HelpSheet {
  public:
    void open(bool open) { open_ = open; }
    bool is_open() const { return open_; }
    void draw(ImVec2 centre, ImVec2 largest);

  private:
    bool open_ = false;
};

}  // namespace zscope::ui
