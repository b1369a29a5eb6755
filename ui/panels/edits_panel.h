// SPDX-License-Identifier: MIT
#pragma once

#include <string>

#include "ui/panel.h"

namespace zscope::ui {

// The list of edits to the generator's maps, in the order in which they act: on, how strong, where;
// opened, saved, baked into a model.
class EditsPanel : public Panel {
  public:
    const char* id() const override { return "edits"; }
    const char* title() const override { return "Edits"; }
    unsigned workspaces() const override { return kInOperate; }
    void draw(Frame& frame) override;

  private:
    void files(Frame& frame);
    void open(Frame& frame);
    void baking(Frame& frame);
    void list(Frame& frame);

    std::string path_;    // being typed, where there is no file dialog
    std::string naming_;  // the new name of an edit, being typed
};

}  // namespace zscope::ui
