// SPDX-License-Identifier: MIT
#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <vector>

#include "ui/panel.h"
#include "ui/panels/compare_view.h"
#include "ui/panels/grid_latents.h"
#include "ui/widgets/render_view.h"
#include "ui/widgets/wipe.h"

namespace zscope::ui {

// The Session's model and the one that it is compared with (Session::compare), drawn on the same z:
// those of the grid, of the selected samples or of the tray: in two grids, or in one with an edge
// that is dragged, left of which the first is drawn and right of it the other. Holding Shift over
// them shows each in the other's place. Either may be the model in training. The Session's edits
// are the first model's: another network has other units. Settings: zoom (0: fit), smooth, of
// ("grid", "selected", "tray"), wipe, edge (0 … 1).
class ComparePanel : public Panel {
  public:
    explicit ComparePanel(const MakeSlot& make_slot);
    const char* id() const override { return "compare"; }
    const char* title() const override { return "Compare"; }
    unsigned workspaces() const override { return kInExplore; }
    void draw(Frame& frame) override;
    void rest() override;
    nlohmann::json settings() const override;
    void set_settings(const nlohmann::json& settings) override;
    // Each showed the other in its place in the last frame.
    bool swapped() const { return swapped_; }

  private:
    void view_controls();
    bool can_draw(Frame& frame);
    bool take_z(const Frame& frame);
    void ask(Frame& frame);
    void names(const Frame& frame, const PairLayout& layout);
    bool failed(const Frame& frame) const;
    void grids(Frame& frame);
    void pair(Frame& frame, const PairLayout& layout);
    void wiped(Frame& frame, const PairLayout& layout);
    void grid(Frame& frame, const PairLayout& layout, bool second, const float* edge = nullptr);
    int count(const Frame& frame) const;
    // The model whose pictures stand where those of `second` belong.
    RenderView& shown(bool second) { return second != swapped_ ? second_ : first_; }
    void clicked(Frame& frame, const CardEvent& event, std::size_t index, const CardSource& cards);
    bool of_samples() const { return of_ != Of::grid; }
    CardSource source(Frame& frame);
    std::vector<CardMarks> marks(const Frame& frame) const;

    RenderView first_, second_;
    GridLatents latents_;
    SampleRows rows_;            // not of the grid
    std::vector<SampleId> ids_;  // that rows_ was made from
    std::int64_t nz_ = 0;
    SharedZ z_;
    CardOrder order_;
    std::optional<std::size_t> hovered_;  // on either side
    double zoom_ = 0.0;
    bool smooth_ = true, wipe_ = false;
    bool hovering_ = false;  // the mouse was on the grids in the last frame
    bool swapped_ = false;
    WipeEdge edge_;
    enum class Of { grid, selected, tray } of_ = Of::grid;
};

}  // namespace zscope::ui
