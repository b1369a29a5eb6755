// SPDX-License-Identifier: MIT
#pragma once

#include <string>

#include "ui/panel.h"
#include "ui/panels/direction_rows.h"
#include "ui/widgets/export_menu.h"
#include "ui/widgets/render_view.h"

namespace zscope::ui {

// Directions at work: a slider each, what they make of a sample, of the tray or of the walk, how
// well each does by a judge, and where to get more.
class DirectionsPanel : public Panel {
  public:
    explicit DirectionsPanel(const MakeSlot& make_slot);
    const char* id() const override { return "directions"; }
    const char* title() const override { return "Directions"; }
    unsigned workspaces() const override { return kInDirections; }
    void draw(Frame& frame) override;
    void rest() override;

  private:
    void sources(Frame& frame);
    void work_line(Frame& frame);
    void target_choice(Frame& frame);
    void open_one(const DirectionsState& state);
    void cards(Frame& frame);
    bool card(Frame& frame, std::size_t index, DirectionsState& state);
    void menu(Frame& frame, std::size_t index, DirectionsState& state);
    void pictures(Frame& frame, float height);
    void picture(Frame& frame, bool after, std::size_t index, float side);
    void sweep(Frame& frame, float side);

    RenderView before_, after_, sweep_;
    DirectionRows rows_;
    ExportMenu export_;
    DirectionId open_ = 0;  // whose details and sweep are shown
    bool dragged_ = false;
    std::int64_t block_ = 1;  // of pca
    std::string name_;        // being typed
};

}  // namespace zscope::ui
