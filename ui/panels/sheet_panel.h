// SPDX-License-Identifier: MIT
#pragma once

#include <array>
#include <optional>
#include <string>

#include "core/session/tool_latents.h"
#include "ui/panel.h"
#include "ui/panels/grid_latents.h"
#include "ui/panels/sheet_grid.h"
#include "ui/widgets/export_menu.h"
#include "ui/widgets/render_view.h"

namespace zscope::ui {

// A sheet of images in two dimensions: between four samples, or from one in two directions; a large
// picture follows the mouse over it. The slot "sheet" holds that picture.
// Settings: smooth, cells (5…11 a side).
class SheetPanel : public Panel {
  public:
    explicit SheetPanel(const MakeSlot& make_slot);
    const char* id() const override { return "sheet"; }
    const char* title() const override { return "Sheet"; }
    unsigned workspaces() const override { return kInExplore; }
    void draw(Frame& frame) override;
    void rest() override;
    nlohmann::json settings() const override;
    void set_settings(const nlohmann::json& settings) override;

  private:
    void take(const Frame& frame);
    void ask(const Frame& frame);
    void pick_corners(Frame& frame);
    void kind(Frame& frame);
    void sheet(Frame& frame, float side);
    void beside(Frame& frame, float height);
    void picture(Frame& frame, float side);
    void corner_slots(Frame& frame);
    void direction_form(Frame& frame);
    std::optional<SampleId> end_slot(Frame& frame, SampleId id, const char* word);
    std::string origin_at(const Frame& frame, const SheetPlace& place) const;
    SampleId sample_at(Frame& frame, const SheetPlace& place) const;
    SheetPlace cell(std::size_t index) const;

    RenderView picture_, grid_, ends_;
    SheetGrid surface_;
    ExportMenu export_;
    GridLatents latents_;
    std::optional<SheetPlan> plan_;
    std::string problem_;
    SheetState state_;  // that plan_ was made of, the place left out
    LatentSpace space_;
    SharedZ cells_z_;
    int cells_of_z_ = 0;
    SampleRows ends_rows_;
    int cells_ = 7;
    bool smooth_ = true;
    bool dragged_ = false;
    SheetPlace asked_{-1, -1};
};

}  // namespace zscope::ui
