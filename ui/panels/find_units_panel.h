// SPDX-License-Identifier: MIT
#pragma once

#include "ui/panel.h"
#include "ui/panels/back_section.h"
#include "ui/panels/operate_job.h"
#include "ui/panels/paint_section.h"
#include "ui/panels/unit_list.h"

namespace zscope::ui {

// Which units draw a thing, without labels: show where it is, rank the units, take the first ones
// out and measure what that did, try to bring it back. Four steps from top to bottom. Settings:
// starts and steps of the fourth; step: 1 … 4, brought into sight.
class FindUnitsPanel : public Panel {
  public:
    explicit FindUnitsPanel(const MakeSlot& make_slot);
    const char* id() const override { return "find_units"; }
    const char* title() const override { return "Find units"; }
    unsigned workspaces() const override { return kInOperate; }
    void draw(Frame& frame) override;
    void rest() override { painting_.rest(); }
    nlohmann::json settings() const override { return back_.settings(); }
    void set_settings(const nlohmann::json& settings) override;

  private:
    void source_choice(Frame& frame, const OperateView& view);
    void source(Frame& frame, const OperateView& view);
    void step(int number, const char* title);

    PaintSection painting_;
    OperateJob job_;
    UnitList units_;
    BackSection back_;
    int go_to_ = 0;  // a step that comes into sight in the next frame
};

}  // namespace zscope::ui
