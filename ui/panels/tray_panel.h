// SPDX-License-Identifier: MIT
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "ui/panel.h"
#include "ui/panels/grid_latents.h"
#include "ui/panels/sifter.h"
#include "ui/widgets/render_view.h"

namespace zscope::ui {

// Kept samples, drawn by the Session's model. K keeps the selection, Del removes it, a sample that
// is dropped here is kept. They can be named, looked for by name, sorted and filtered by D's
// opinion and by what the oracle sees. Settings: order, filter, filter_open.
class TrayPanel : public Panel {
  public:
    explicit TrayPanel(const MakeSlot& make_slot);
    const char* id() const override { return "tray"; }
    const char* title() const override { return "Tray"; }
    unsigned workspaces() const override { return kInEvery; }
    void draw(Frame& frame) override;
    void rest() override;
    nlohmann::json settings() const override {
        nlohmann::json settings = nlohmann::json::object();
        sift_.write(settings);
        return settings;
    }
    void set_settings(const nlohmann::json& settings) override { sift_.read(settings); }

  private:
    void controls(Frame& frame);
    bool take_rows(Frame& frame);
    void cards(Frame& frame);
    CardSource source(Frame& frame);
    void rename(Frame& frame);

    RenderView view_;
    Sifter sift_;
    std::string wanted_;  // a part of the name
    SampleRows rows_;
    std::vector<SampleId> called_;  // that rows_ was made from
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
