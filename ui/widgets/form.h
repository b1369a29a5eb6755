// SPDX-License-Identifier: MIT
#pragma once

#include <imgui.h>

#include <string_view>

namespace zscope::ui {

// Labels on the left, controls on one column edge, a reset arrow on the right where something was
// changed. Every form of a panel has its edge at the same place.
class Form {
  public:
    explicit Form(const char* id);
    ~Form();
    Form(const Form&) = delete;
    Form& operator=(const Form&) = delete;

    // Starts a row and leaves the cursor at the control, whose width is set to fill the column.
    void row(const char* label, std::string_view tooltip = {});
    // At the end of the row: an arrow if `changed`; true when it was pressed. The room is kept
    // either way, so that nothing jumps.
    bool reset(bool changed, const char* id);

  private:
    bool open_ = false;
};

// The next control goes on in this line if `width` fits there, else it starts the next line.
void flow(float width);
// The width of a button or, with `box`, of a checkbox or radio button.
float button_width(const char* label, bool box = false);
// A button in the accent colour: what one does here most of the time.
bool primary_button(const char* label, ImVec2 size = {0, 0});

}  // namespace zscope::ui
