// SPDX-License-Identifier: MIT
#pragma once

#include <string>
#include <vector>

#include "ui/panel.h"
#include "ui/panels/tick_rows.h"
#include "ui/widgets/render_view.h"

namespace zscope::ui {

// A person says of samples whether they have something; a direction follows at once, the samples
// that would teach most are offered next, and a classifier of the images says when it can be
// measured. Settings: order, method.
class TickPanel : public Panel {
  public:
    explicit TickPanel(const MakeSlot& make_slot);
    const char* id() const override { return "tick"; }
    const char* title() const override { return "Tick"; }
    unsigned workspaces() const override { return kInDirections | kInOperate; }
    void draw(Frame& frame) override;
    void rest() override;
    nlohmann::json settings() const override;
    void set_settings(const nlohmann::json& settings) override;

  private:
    void refresh(const Frame& frame);
    void header(Frame& frame);
    void offered(Frame& frame, float height);
    void card(Frame& frame, std::size_t place, float side);
    void outcome(Frame& frame);
    void preview(Frame& frame);
    void measurable(Frame& frame);
    const std::optional<Direction>& direction() const;
    SampleId sample_at(Frame& frame, std::size_t row) const;

    RenderView offered_, preview_;
    TickOrder order_ = TickOrder::drawn;
    bool logistic_ = true;
    std::size_t page_ = 0, per_page_ = 1;
    // Made from what stands below it.
    std::vector<float> pool_;  // (kPool, nz)
    TickFit fit_;
    std::vector<std::size_t> rows_;  // of the pool, as they are offered
    TickState ticks_;
    std::string model_;
    std::int64_t nz_ = 0, seed_ = -1;
    TickOrder sorted_ = TickOrder::drawn;
    std::size_t sorted_page_ = 0;
};

}  // namespace zscope::ui
