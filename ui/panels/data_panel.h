// SPDX-License-Identifier: MIT
#pragma once

#include <string>

#include "ui/panel.h"
#include "ui/panels/data_pictures.h"
#include "ui/panels/data_view.h"
#include "ui/widgets/form.h"

namespace zscope::ui {

// A data set that was dropped or opened, before anything is trained on it: what was found, what
// training would see of it, which images look alike, what it takes; and the way to the Train panel.
// What is chosen here is view state: of the Session nothing changes. Settings: path (looked at
// last), config (the fields of kChoiceKeys), leave_out.
class DataPanel : public Panel {
  public:
    const char* id() const override { return "data"; }
    const char* title() const override { return "Data"; }
    unsigned workspaces() const override { return kInTrain; }
    void draw(Frame& frame) override;
    nlohmann::json settings() const override;
    void set_settings(const nlohmann::json& settings) override;

  private:
    void nothing_yet(Frame& frame);
    void looking(Frame& frame);
    void failed(Frame& frame);
    void found(Frame& frame);
    void open_buttons(Frame& frame);
    void start_buttons(Frame& frame);
    void left(Frame& frame);
    void right(Frame& frame);
    void choices(Frame& frame);
    void advice(const DataScan& scan);
    void preview();
    void duplicates(Frame& frame);

    DataChoice choice_;
    std::string path_;   // that was looked at last
    std::string typed_;  // into the field
    DataPreview preview_;
    DuplicatePairs pairs_;
};

}  // namespace zscope::ui
