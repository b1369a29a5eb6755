// SPDX-License-Identifier: MIT
#pragma once

#include <optional>
#include <string>
#include <utility>

#include "ui/panel.h"
#include "ui/panels/train_estimate.h"
#include "ui/panels/train_form.h"
#include "ui/panels/train_progress.h"

namespace zscope::ui {

// Start, watch and steer a run. Settings: the form ("source", "folder", "config", "total_steps",
// "train_on", "exclude"); {"data": FOLDER | "model" | "model:PATH"} alone chooses a source and
// shows the form, as a folder dropped on the window does. {"start": true} presses Start then,
// unless a run goes on.
class TrainPanel : public Panel {
  public:
    const char* id() const override { return "train"; }
    const char* title() const override { return "Train"; }
    unsigned workspaces() const override { return kInTrain; }
    void draw(Frame& frame) override;
    nlohmann::json settings() const override;
    void set_settings(const nlohmann::json& settings) override;

  private:
    void draw_preparing(Frame& frame);
    void draw_form(Frame& frame);
    void draw_end(Frame& frame);
    void draw_opened_run(Frame& frame, const OpenedForTraining& opened);
    void draw_source(Frame& frame, const OpenedForTraining& opened);
    void draw_world(Form& form);
    void draw_folder(Frame& frame, Form& form);
    void draw_start(Frame& frame, const OpenedForTraining& opened);
    void draw_networks_from(const OpenedForTraining& opened, Form& form);
    void choose_folder(const std::string& folder);
    void start_over(Frame& frame);
    void look_at_opened(const OpenedForTraining& opened, const TrainerStatus& status);

    TrainForm form_;
    TrainProgress progress_;
    TrainEstimate estimate_;
    bool folder_exists_ = false;
    bool form_wanted_ = false;        // asked for since the last frame
    bool start_wanted_ = false;       // likewise
    std::int64_t form_for_run_ = -1;  // the run (TrainerStatus::runs) after which the form is shown
    // The run that the opened model lies in, and when it was looked for.
    std::optional<RunOnDisk> opened_run_;
    std::pair<std::string, std::int64_t> opened_run_for_;
};

}  // namespace zscope::ui
