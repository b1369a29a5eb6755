// SPDX-License-Identifier: MIT
#pragma once

#include "ui/panel.h"
#include "ui/panels/grid_latents.h"
#include "ui/widgets/render_view.h"

namespace zscope::ui {

// Kept samples, drawn by the Session's model. K keeps the selection, Del removes it, a sample that
// is dropped here is kept.
class TrayPanel : public Panel {
  public:
    explicit TrayPanel(const MakeSlot& make_slot);
    const char* id() const override { return "tray"; }
    const char* title() const override { return "Tray"; }
    unsigned workspaces() const override { return kInEvery; }
    void draw(Frame& frame) override;
    void rest() override { view_.rest(); }

  private:
    void cards(Frame& frame);

    RenderView view_;
    SampleRows rows_;
    std::vector<SampleId> shown_;  // the tray that rows_ was made from
    std::int64_t nz_ = 0;
    CardOrder order_;
};

}  // namespace zscope::ui
