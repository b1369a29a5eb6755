// SPDX-License-Identifier: MIT
#pragma once

#include "ui/gl/tile_atlas.h"
#include "ui/panel.h"
#include "ui/panels/grid_latents.h"
#include "ui/panels/sifter.h"
#include "ui/panels/tile_layout.h"
#include "ui/widgets/export_menu.h"
#include "ui/widgets/render_view.h"

namespace zscope::ui {

// The Session's grid on the Session's model, which streams while that is the one in training; real
// images beside it on demand; sorted and filtered by D's opinion and by what the oracle sees, on
// demand. Settings: zoom (0: fit), smooth, real, order, filter, filter_open.
class SamplesPanel : public Panel {
  public:
    explicit SamplesPanel(const MakeSlot& make_slot);
    const char* id() const override { return "samples"; }
    const char* title() const override { return "Samples"; }
    unsigned workspaces() const override { return kInEvery; }
    void draw(Frame& frame) override;
    void rest() override;
    nlohmann::json settings() const override;
    void set_settings(const nlohmann::json& settings) override;

  private:
    void header(Frame& frame);
    void controls(Frame& frame);
    void label_picker(Frame& frame);
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
    Sifter sift_;
    ExportMenu export_;
    double zoom_ = 0.0;
    bool smooth_ = true;
    bool show_real_ = false;
};

}  // namespace zscope::ui
