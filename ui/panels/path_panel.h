// SPDX-License-Identifier: MIT
#pragma once

#include "ui/panel.h"
#include "ui/panels/path_curves.h"
#include "ui/panels/path_points.h"
#include "ui/panels/path_scene.h"
#include "ui/panels/path_timing.h"
#include "ui/widgets/export_menu.h"

namespace zscope::ui {

// A way through 2 to 16 key points: their cards in a row, the picture at the place, play, strips
// and curves along it, equal speed. The slot "path" holds the image that follows the hand.
// Settings: smooth.
class PathPanel : public Panel {
  public:
    explicit PathPanel(const MakeSlot& make_slot);
    const char* id() const override { return "path"; }
    const char* title() const override { return "Path"; }
    unsigned workspaces() const override { return kInExplore; }
    void draw(Frame& frame) override;
    void rest() override;
    nlohmann::json settings() const override { return {{"smooth", scene_.smooth}}; }
    void set_settings(const nlohmann::json& settings) override;

  private:
    void pick_some(Frame& frame);
    void way(Frame& frame);
    void transport(Frame& frame);
    void scrubber(Frame& frame);
    void options(Frame& frame);
    void speed(Frame& frame);
    void toggle_play(Frame& frame);
    void set_position(Frame& frame, double position);

    PathPoints points_;
    PathScene scene_;
    PathTiming timing_;
    PathCurves curves_;
    PathPlay play_;
    ExportMenu export_;
    GridLatents latents_;
    double position_ = 0.0;  // shown: the Session's, or that of play
    bool dragged_ = false;
    double asked_ = -1.0;  // of the last request
};

}  // namespace zscope::ui
