// SPDX-License-Identifier: MIT
#pragma once

#include <string>

#include "ui/panel.h"
#include "ui/panels/d_best.h"
#include "ui/panels/d_maps_view.h"
#include "ui/panels/d_opinion.h"
#include "ui/panels/d_real.h"
#include "ui/panels/near_view.h"
#include "ui/panels/saliency_view.h"

namespace zscope::ui {

// D as an instrument, on the sample that was selected last: its opinion, what in the image moves
// it, its feature maps, what it sees as alike, and its favourites. Settings: tab ("maps", "near",
// "best"), find (asks for the nearest) and
// those of the parts.
class DiscriminatorPanel : public Panel {
  public:
    explicit DiscriminatorPanel(const MakeSlot& make_slot);
    const char* id() const override { return "discriminator"; }
    const char* title() const override { return "Discriminator"; }
    unsigned workspaces() const override { return kInOperate; }
    void draw(Frame& frame) override;
    void rest() override;
    nlohmann::json settings() const override;
    void set_settings(const nlohmann::json& settings) override;

  private:
    bool other_state(Frame& frame);
    void top(Frame& frame, std::int64_t blocks);
    void tabs(Frame& frame, std::int64_t blocks);

    SaliencyView saliency_;
    DOpinion opinion_;
    DReal real_;
    DMapsView maps_;
    NearView near_;
    DBest best_;
    SamplePointer sample_;
    SharedZ z_;  // of sample_
    std::string tab_ = "maps";
    bool choose_tab_ = true;  // in the next frame
};

// Hidden blocks of DCGAN's D for images of this size: it halves them down to 4 × 4. Pure.
std::int64_t hidden_blocks(std::int64_t size);

}  // namespace zscope::ui
