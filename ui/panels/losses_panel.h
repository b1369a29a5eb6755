// SPDX-License-Identifier: MIT
#pragma once

#include <array>
#include <cstdint>
#include <optional>

#include <imgui.h>

#include "ui/panel.h"
#include "ui/panels/curve_drawing.h"

namespace zscope::ui {

// Loss_D and Loss_G; D(x) and D(G(z)) before and after D's update, with the band that counts as
// healthy. Follows the run until somebody zooms or pans; a double click follows again.
// Settings: smooth (steps), window (steps; 0: all).
class LossesPanel : public Panel {
  public:
    const char* id() const override { return "losses"; }
    const char* title() const override { return "Losses"; }
    unsigned workspaces() const override { return kInTrain | kInExplore; }
    void draw(Frame& frame) override;
    nlohmann::json settings() const override;
    void set_settings(const nlohmann::json& settings) override;
    bool following() const { return follow_; }

  private:
    void controls();
    void loss_plot(Frame& frame, float width, float height);
    void d_plot(Frame& frame, float width, float height);
    void link_steps();
    void curve(const LossHistory& losses, Curve curve, const char* name, const ImVec4& colour);
    void bands();
    void read_out(const LossHistory& losses);

    std::array<CurveCache, kCurveCount> caches_;
    double first_ = 0.0, last_ = 10.0;  // steps in sight, of both plots
    double value_low_ = 0.0, value_high_ = 1.0;
    bool follow_ = true;
    std::int64_t window_ = 0;
    double smooth_ = 0.0;
    std::optional<double> cursor_;  // step under the mouse, in either plot
    std::optional<double> next_cursor_;
};

}  // namespace zscope::ui
