// SPDX-License-Identifier: MIT
#pragma once

#include <cstdint>
#include <memory>
#include <vector>

#include "ui/panel.h"
#include "ui/panels/maps_sheet.h"
#include "ui/panels/shown_sample.h"
#include "ui/panels/unit_strip.h"
#include "ui/widgets/render_view.h"

namespace zscope::ui {

// Every feature map of a block of G (Session::operate.block) for the selected sample, as a sheet;
// beside it what a unit does and what can be done to it (Session::edits). Which units are selected
// is the Session's (operate.units). Settings: order ("number", "activation", "variance", "highest",
// "effect"), alike, edits, zoom (1: fit).
class MapsPanel : public Panel {
  public:
    explicit MapsPanel(const MakeSlot& make_slot);
    const char* id() const override { return "maps"; }
    const char* title() const override { return "Maps"; }
    unsigned workspaces() const override { return kInOperate; }
    void draw(Frame& frame) override;
    void rest() override;
    nlohmann::json settings() const override;
    void set_settings(const nlohmann::json& settings) override;
    const MapsSheet& sheet() const { return sheet_; }

  private:
    void block_buttons(Frame& frame);
    void controls(Frame& frame);
    void ask(Frame& frame);
    void take(const Frame& frame);
    void body(Frame& frame);
    void units(const Frame& frame);
    void keep_units(Frame& frame) const;
    bool drawn_here(const Frame& frame) const;
    std::shared_ptr<const BlockFacts> facts(const Frame& frame) const;

    RenderView maps_, picture_;
    ShownSample shown_;
    MapsSheet sheet_;
    UnitStrip strip_;
    std::int64_t block_ = 1;           // of this frame, within the model
    std::vector<std::int64_t> units_;  // selected before the sheet was drawn
    std::shared_ptr<const HostTensor> taken_;
    ModelRef taken_of_;
    MapOrder order_ = MapOrder::number;
    bool alike_ = false;
    bool with_edits_ = false;
};

}  // namespace zscope::ui
