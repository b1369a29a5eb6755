// SPDX-License-Identifier: MIT
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <vector>

#include "ui/panel.h"
#include "ui/panels/before_after_view.h"
#include "ui/panels/shown_sample.h"
#include "ui/widgets/export_menu.h"
#include "ui/widgets/render_view.h"
#include "ui/widgets/wipe.h"

namespace zscope::ui {

// The selected sample, or the first 16 of the Samples grid, without and with Session::edits, and
// where they differ. Holding the mouse (of one image), Space or Shift shows the other one in place.
// On any model, the one in training too. Wipe: both in one picture, with an edge that is dragged.
// Settings: of ("one", "grid"), wipe, edge (0 … 1), smooth.
class BeforeAfterPanel : public Panel {
  public:
    explicit BeforeAfterPanel(const MakeSlot& make_slot);
    const char* id() const override { return "before_after"; }
    const char* title() const override { return "Before and after"; }
    unsigned workspaces() const override { return kInOperate; }
    void draw(Frame& frame) override;
    void rest() override;
    nlohmann::json settings() const override;
    void set_settings(const nlohmann::json& settings) override;
    // Something showed the other one in its place in the last frame.
    bool swapped() const { return swapped_; }
    // How much the edits change the images, as it is said; nullopt: they are not there yet.
    std::optional<double> change() const {
        return compared_ ? std::optional(difference_.figures().mean) : std::nullopt;
    }

  private:
    enum class Side { without, with, difference };
    bool take_z(Frame& frame);
    void ask(Frame& frame);
    void controls(Frame& frame);
    void export_button(Frame& frame);
    bool failed() const;
    void pictures(Frame& frame);
    void square(Frame& frame, Side side, ImVec2 low, float length);
    void one(Frame& frame, Side side, ImVec2 low, float length);
    void wipe(Frame& frame, ImVec2 low, float length);
    void wipe_one(ImVec2 low, float length, float edge);
    void cards(Frame& frame, Side side, ImVec2 low, float length, const float* edge = nullptr);
    TileAtlas& atlas(Side side);
    bool held() const;
    Side shown_at(Side side, bool other);

    RenderView without_, with_;
    EditDifference difference_;
    bool compared_ = false;  // difference_ is of the images that are shown
    ShownSample shown_;
    GridLatents latents_;
    SharedZ whole_grid_, grid_z_;  // (grid's count, nz); its first rows
    SharedZ z_;                    // what is drawn
    std::int64_t count_ = 1;
    std::vector<Edit> asked_;  // edits that were asked for last
    bool urgent_ = false;      // and their images have not come yet
    CardOrder order_;
    ExportMenu export_;
    bool swapped_ = false;
    bool grid_ = true, wipe_ = false, smooth_ = true;
    WipeEdge edge_;  // left of it without, right of it with the edits
};

}  // namespace zscope::ui
