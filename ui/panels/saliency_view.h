// SPDX-License-Identifier: MIT
#pragma once

#include <nlohmann/json.hpp>

#include "ui/gl/tile_atlas.h"
#include "ui/panel.h"
#include "ui/panels/grid_latents.h"
#include "ui/panels/map_colours.h"
#include "ui/widgets/render_view.h"

namespace zscope::ui {

// A sample, and beside it what in its image moves D: its logit, or one of its units.
class SaliencyView {
  public:
    explicit SaliencyView(const MakeSlot& make_slot);
    void ask(Frame& frame, const SharedZ& z);
    // The two pictures in the line, each side × side.
    void pictures(Frame& frame, const SamplePointer& sample, float side);
    // What is asked and how it is shown: two lines.
    void controls(std::int64_t blocks);
    void rest();

    void look_at_unit(std::int64_t block, std::int64_t unit) { of_ = {of_.kind, block, unit}; }
    const WantSaliency& of() const { return of_; }
    nlohmann::json settings() const;
    void set_settings(const nlohmann::json& settings);

  private:
    void refresh();
    void how();
    std::string words() const;

    RenderView image_, numbers_;
    TileAtlas picture_;
    WantSaliency of_;
    NumberColours colours_ = NumberColours::about_zero;
    // What picture_ was made from.
    std::shared_ptr<const HostTensor> shown_;
    NumberColours shown_colours_ = NumberColours::about_zero;
    float full_ = 0.0F;
};

}  // namespace zscope::ui
