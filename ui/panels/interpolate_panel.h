// SPDX-License-Identifier: MIT
#pragma once

#include "ui/panel.h"
#include "ui/panels/interpolation_scene.h"
#include "ui/widgets/export_menu.h"

namespace zscope::ui {

// Two picked samples, a slider, slerp beside lerp, the strip between, ‖z‖ along the path, play.
// The slot "interpolate" holds the one image that follows the slider, before anything else.
// Settings: smooth, seconds (of one pass of play).
class InterpolatePanel : public Panel {
  public:
    explicit InterpolatePanel(const MakeSlot& make_slot);
    const char* id() const override { return "interpolate"; }
    const char* title() const override { return "Interpolate"; }
    unsigned workspaces() const override { return kInExplore; }
    void draw(Frame& frame) override;
    void rest() override;
    nlohmann::json settings() const override;
    void set_settings(const nlohmann::json& settings) override;

  private:
    void pick_ends(Frame& frame);
    void controls(Frame& frame);
    void pace(Frame& frame);
    void keys(Frame& frame);
    void norm_plot(Frame& frame, float height);
    void toggle_play(Frame& frame);
    void set_t(Frame& frame, double t);

    InterpolationScene scene_;
    GridLatents latents_;
    PlayHead play_;
    ExportMenu export_;
    double t_ = 0.5;  // shown: the Session's, or the play head's
    bool dragged_ = false;
    double asked_t_ = -1.0;  // of the last request
    double time_ = 0.0;      // of the last frame
};

}  // namespace zscope::ui
