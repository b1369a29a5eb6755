// SPDX-License-Identifier: MIT
#pragma once

#include <string>

#include "ui/panel.h"
#include "ui/panels/loss_plots.h"

namespace zscope::ui {

// The losses of the run in training, or those of a run that was opened, from its folder: whichever
// came last, until somebody switches. Settings: smooth (steps), window (steps; 0: all).
class LossesPanel : public Panel {
  public:
    const char* id() const override { return "losses"; }
    const char* title() const override { return "Losses"; }
    unsigned workspaces() const override { return kInTrain | kInExplore; }
    void draw(Frame& frame) override;
    nlohmann::json settings() const override;
    void set_settings(const nlohmann::json& settings) override;
    bool following() const { return plots_.following(); }

  private:
    void choose(const Frame& frame, const OpenedRun* run);
    void switch_row(const Frame& frame, const OpenedRun& run);
    void live_states(Frame& frame);
    void controls();

    LossPlots plots_;
    std::string opened_, live_;  // the runs that choose() saw last
    bool show_opened_ = false;
};

}  // namespace zscope::ui
