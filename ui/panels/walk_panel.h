// SPDX-License-Identifier: MIT
#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <vector>

#include "ui/panel.h"
#include "ui/panels/grid_latents.h"
#include "ui/panels/walk_guard.h"
#include "ui/panels/walk_trail.h"
#include "ui/widgets/export_menu.h"
#include "ui/widgets/image_view.h"
#include "ui/widgets/latent_drag.h"
#include "ui/widgets/render_view.h"

namespace zscope::ui {

// A walk from one sample that goes on by itself: play, step, steer by dragging the image; its last
// steps as a film. The slot "walk" holds the image at the place, before anything else while it
// moves. Directions whose target is the walk are added to all that is shown.
// Play and the place between two steps are view state; a pause commits the step before it.
// Settings: smooth, playing (for scripts; never true after a restart).
class WalkPanel : public Panel {
  public:
    explicit WalkPanel(const MakeSlot& make_slot);
    const char* id() const override { return "walk"; }
    const char* title() const override { return "Walk"; }
    unsigned workspaces() const override { return kInExplore; }
    void draw(Frame& frame) override;
    void rest() override;
    nlohmann::json settings() const override { return {{"smooth", view_.smooth}}; }
    void set_settings(const nlohmann::json& settings) override;

  private:
    void pick_start(Frame& frame);
    bool take(Frame& frame);
    void advance(Frame& frame);
    void decide(Frame& frame);
    void ask(Frame& frame);
    void picture(Frame& frame, float side);
    void steer(Frame& frame, float side);
    void transport(Frame& frame);
    void film(Frame& frame);
    void where(const Frame& frame, float width);
    void toggle_play(Frame& frame);
    void go_to(Frame& frame, double step);
    void change(Frame& frame, WalkState next);
    void act(Frame& frame, const WalkState& state);
    SampleId start_over(Frame& frame, const std::vector<float>& z, const char* how);
    std::vector<float> shown(const Frame& frame, const std::vector<float>& rows);
    std::vector<float> here();  // z without label at the place, or in the hand
    SampleOrigin origin_at(const Frame& frame, double place) const;
    SampleId sample_here(Frame& frame);
    std::string d_text() const;

    RenderView picture_, film_, start_;
    WalkTrail trail_;
    WalkGuard guard_;
    ImageView view_;
    LatentDrag drag_{false};
    GridLatents latents_;
    ExportMenu export_;
    std::string problem_;                       // why it cannot walk
    std::vector<std::string> left_out_;         // directions that do not fit
    std::optional<WalkState> seen_;             // of the last frame
    std::optional<std::vector<float>> pushed_;  // z in the hand
    double place_ = 0.0;                        // in steps
    double last_ = 0.0;                         // Frame::time of the last frame
    double asked_ = -1.0;                       // place of the last request
    std::size_t film_images_ = 12;
    bool playing_ = false, goes_on_ = false, form_held_ = false, play_wanted_ = false;
};

}  // namespace zscope::ui
