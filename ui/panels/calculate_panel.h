// SPDX-License-Identifier: MIT
#pragma once

#include <string>
#include <vector>

#include "ui/panel.h"
#include "ui/panels/equation_rows.h"
#include "ui/widgets/export_menu.h"
#include "ui/widgets/render_view.h"

namespace zscope::ui {

// Vector arithmetic on samples: the equation, its result with the paper's sheet of noise around it,
// the same equation for single exemplars (spread), and random vectors as long (control).
class CalculatePanel : public Panel {
  public:
    explicit CalculatePanel(const MakeSlot& make_slot);
    const char* id() const override { return "calculate"; }
    const char* title() const override { return "Calculate"; }
    unsigned workspaces() const override { return kInDirections; }
    void draw(Frame& frame) override;
    void rest() override;

  private:
    void refresh(const Frame& frame);
    void ask(const Frame& frame);
    void results(Frame& frame);
    void sheet(Frame& frame, float side);
    void controls(Frame& frame);
    void keep_as_direction(Frame& frame);
    void strip(Frame& frame, const char* title, const char* help, std::size_t first,
               std::size_t count);
    void card(Frame& frame, std::size_t row, float side, const std::string& what);
    void fill(Frame& frame);

    RenderView terms_, results_;
    std::vector<EquationTerm> equation_;  // shown
    CalculateState state_;
    EquationRows rows_;  // of these two, for
    std::string model_;
    std::int64_t nz_ = 0;
    GridLatents latents_;
    ExportMenu export_;
    std::string name_;  // being typed
};

}  // namespace zscope::ui
