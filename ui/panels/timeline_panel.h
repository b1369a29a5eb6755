// SPDX-License-Identifier: MIT
#pragma once

#include <cstdint>
#include <optional>
#include <string>

#include "ui/gl/tile_atlas.h"
#include "ui/panel.h"
#include "ui/panels/timeline_layout.h"

namespace zscope::ui {

// What a run has kept of its training: one z through each step, and a slider over the steps. The
// step that is chosen becomes the Session's model, so that every other panel shows what it did
// then. Settings: pace (steps a second of play).
class TimelinePanel : public Panel {
  public:
    const char* id() const override { return "timeline"; }
    const char* title() const override { return "Timeline"; }
    unsigned workspaces() const override { return kInEvery; }
    void draw(Frame& frame) override;
    void rest() override { stop(); }
    nlohmann::json settings() const override;
    void set_settings(const nlohmann::json& settings) override;

  private:
    bool states(Frame& frame, const std::string& run) const;
    void controls(Frame& frame, const TimelineView& view);
    void pace_slider(float width);
    void play_button(Frame& frame, const TimelineView& view);
    void scrub(Frame& frame, const TimelineView& view, float width);
    void film(Frame& frame, const TimelineView& view);
    void moment(Frame& frame, const TimelineView& view, std::size_t index, float side, float label);
    void verbs(Frame& frame, const TimelineView& view, std::size_t index);
    void choose(Frame& frame, const TimelineView& view, std::size_t index);
    void go_to_newest(Frame& frame, const TimelineView& view);
    void toggle_pin(Frame& frame, const TimelineView& view, std::size_t index) const;
    void go_on(Frame& frame, const TimelineView& view);
    void stop() { playing_.reset(); }

    TileAtlas atlas_;
    std::string atlas_of_;  // the run and the size that it holds
    TimelinePosition at_;   // in this frame
    struct Play {
        std::size_t index = 0;
        double since = 0.0;     // Frame::time when it came to this moment
        std::int64_t row = -1;  // of the undo list, after its last step; another: somebody acted
    };
    std::optional<Play> playing_;
    double pace_ = 4.0;
    std::int64_t in_sight_ = -1;  // the chosen step that the film was scrolled to
};

}  // namespace zscope::ui
