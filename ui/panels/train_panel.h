// SPDX-License-Identifier: MIT
#pragma once

#include <optional>
#include <string>

#include "ui/panel.h"
#include "ui/panels/train_form.h"
#include "ui/panels/train_progress.h"

namespace zscope::ui {

// Start, watch and steer a run. Settings: the form ("source", "folder", "config", "total_steps",
// "train_on"); {"data": FOLDER | "model"} alone chooses a source, as a folder dropped on the window
// does.
class TrainPanel : public Panel {
  public:
    const char* id() const override { return "train"; }
    const char* title() const override { return "Train"; }
    unsigned workspaces() const override { return kInTrain; }
    void draw(Frame& frame) override;
    nlohmann::json settings() const override;
    void set_settings(const nlohmann::json& settings) override;

  private:
    void draw_form(Frame& frame);
    void draw_end(Frame& frame);
    void draw_source(Frame& frame, const OpenedForTraining& opened);
    void draw_folder(Frame& frame, Form& form);
    void draw_estimate();
    void draw_start(Frame& frame, const OpenedForTraining& opened);
    void choose_folder(const std::string& folder);
    void measure(const TrainerStatus& status);

    TrainForm form_;
    TrainProgress progress_;
    bool folder_exists_ = false;
    std::optional<MeasuredSpeed> speed_;
    TrainConfig estimated_for_;
    std::int64_t estimated_bytes_ = 0;
};

}  // namespace zscope::ui
