// SPDX-License-Identifier: MIT
#pragma once

#include "ui/gl/tile_atlas.h"
#include "ui/panel.h"
#include "ui/panels/grid_latents.h"
#include "ui/widgets/render_view.h"

namespace zscope::ui {

// How a grid of `count` square tiles lies in a rectangle. Pure.
struct TileLayout {
    int columns = 1;
    float tile = 64.0F;  // side, screen pixels
};
// The largest tiles with which all of them are seen, a little smaller where that fills the last
// row; whole multiples of `native` pixels when
// `whole` and they are larger than that. Never under `smallest`, then the grid scrolls.
TileLayout fit_tiles(float width, float height, int count, float native, float gap, float smallest,
                     bool whole);
// A given size of the tiles: as many columns as the width takes, or a few less that fill every row.
TileLayout flow_tiles(float width, int count, float tile, float gap);

// The Session's grid on the Session's model, which streams while that is the one in training; real
// images beside it on demand. Settings: zoom (0: fit), smooth, real.
class SamplesPanel : public Panel {
  public:
    explicit SamplesPanel(const MakeSlot& make_slot);
    const char* id() const override { return "samples"; }
    const char* title() const override { return "Samples"; }
    unsigned workspaces() const override { return kInTrain | kInExplore; }
    void draw(Frame& frame) override;
    void rest() override;
    nlohmann::json settings() const override;
    void set_settings(const nlohmann::json& settings) override;

  private:
    void header(Frame& frame);
    void controls(Frame& frame);
    void view_controls();
    void fakes(Frame& frame, ImVec2 size);
    void cards(Frame& frame, const TileLayout& layout);
    void reals(Frame& frame, ImVec2 size);
    TileLayout layout(ImVec2 size, int count, float native) const;

    RenderView view_;
    GridLatents latents_;
    SharedZ z_;
    TileAtlas real_atlas_;
    CardOrder order_;
    double zoom_ = 0.0;
    bool smooth_ = true;
    bool show_real_ = false;
};

}  // namespace zscope::ui
