// SPDX-License-Identifier: MIT
#pragma once

#include <map>
#include <string>

#include "ui/panel.h"
#include "ui/panels/model_rows.h"

namespace zscope::ui {

// Every model that is open, comes with zscope or was open before: what it is, where it is from, and
// the ways to work on it or to draw it beside another. Which lines are unfolded is view state: at
// first that of the model in use.
class ModelsPanel : public Panel {
  public:
    const char* id() const override { return "models"; }
    const char* title() const override { return "Models"; }
    unsigned workspaces() const override { return kInExplore; }
    void draw(Frame& frame) override;

  private:
    void open_now(Frame& frame);
    void entry(Frame& frame, const ModelRegistry::Entry& entry);
    void places(Frame& frame, const std::vector<ModelPlace>& list);
    void place(Frame& frame, const ModelPlace& place, const std::string& id);
    void open_a_file(Frame& frame);

    std::map<std::string, bool> unfolded_;  // by id of the row
};

}  // namespace zscope::ui
