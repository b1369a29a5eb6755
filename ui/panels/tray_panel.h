// SPDX-License-Identifier: MIT
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "ui/panel.h"
#include "ui/panels/d_order.h"
#include "ui/panels/grid_latents.h"
#include "ui/widgets/render_view.h"

namespace zscope::ui {

// Kept samples, drawn by the Session's model. K keeps the selection, Del removes it, a sample that
// is dropped here is kept. They can be named, looked for by name and sorted by D's opinion.
// Settings: order.
class TrayPanel : public Panel {
  public:
    explicit TrayPanel(const MakeSlot& make_slot);
    const char* id() const override { return "tray"; }
    const char* title() const override { return "Tray"; }
    unsigned workspaces() const override { return kInEvery; }
    void draw(Frame& frame) override;
    void rest() override;
    nlohmann::json settings() const override { return {{"order", sort_.setting()}}; }
    void set_settings(const nlohmann::json& settings) override {
        sort_.set(settings.value("order", sort_.setting()));
    }

  private:
    void controls(Frame& frame);
    void cards(Frame& frame);
    void rename(Frame& frame);

    RenderView view_;
    DOrder sort_;
    std::string wanted_;  // a part of the name
    SampleRows rows_;
    std::vector<SampleId> shown_;  // that rows_ was made from
    std::int64_t nz_ = 0;
    CardOrder order_;
    SampleId renamed_ = 0;  // of whom the name is asked
    bool ask_name_ = false;
    std::string name_;
};

// What a person sees of a kept sample: its name, if it has one, and where it came from. Pure.
std::string words_of(const Session& session, const SampleBook& samples, SampleId id);
// Those of the tray whose words contain `part`, in any case. Pure.
std::vector<SampleId> tray_called(const Session& session, const SampleBook& samples,
                                  std::string_view part);

}  // namespace zscope::ui
