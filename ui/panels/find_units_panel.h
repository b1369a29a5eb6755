// SPDX-License-Identifier: MIT
#pragma once

#include "ui/panel.h"
#include "ui/panels/operate_job.h"
#include "ui/panels/paint_section.h"

namespace zscope::ui {

// Which units draw a thing, without labels: show where it is, rank the units, take the first ones
// out and measure what that did. Three steps from top to bottom.
class FindUnitsPanel : public Panel {
  public:
    explicit FindUnitsPanel(const MakeSlot& make_slot);
    const char* id() const override { return "find_units"; }
    const char* title() const override { return "Find units"; }
    unsigned workspaces() const override { return kInOperate; }
    void draw(Frame& frame) override;
    void rest() override { painting_.rest(); }

  private:
    void source_choice(Frame& frame, const OperateView& view);
    void source(Frame& frame, const OperateView& view);

    PaintSection painting_;
    OperateJob job_;
};

}  // namespace zscope::ui
