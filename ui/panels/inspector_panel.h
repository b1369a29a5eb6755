// SPDX-License-Identifier: MIT
#pragma once

#include <cstddef>
#include <string>
#include <vector>

#include "ui/panel.h"
#include "ui/panels/d_opinion.h"
#include "ui/panels/grid_latents.h"
#include "ui/widgets/image_view.h"
#include "ui/widgets/latent_bars.h"
#include "ui/widgets/latent_drag.h"
#include "ui/widgets/render_view.h"

namespace zscope::ui {

// The sample that was selected last: large, where it came from, its z as bars that can be dragged,
// as the image itself can with Z held (either makes another sample), the truncation of ‖z‖, and D's
// opinion. Settings: smooth.
class InspectorPanel : public Panel {
  public:
    explicit InspectorPanel(const MakeSlot& make_slot);
    const char* id() const override { return "inspector"; }
    const char* title() const override { return "Inspector"; }
    unsigned workspaces() const override { return kInEvery; }
    void draw(Frame& frame) override;
    void rest() override;
    nlohmann::json settings() const override { return {{"smooth", view_.smooth}}; }
    void set_settings(const nlohmann::json& settings) override {
        view_.smooth = settings.value("smooth", view_.smooth);
    }

  private:
    void take(const SamplePointer& sample);
    void ask(Frame& frame);
    void picture(Frame& frame);
    void walk(Frame& frame, float side);
    void verbs(Frame& frame);
    void length(Frame& frame);
    void bars(Frame& frame);
    void one_number(Frame& frame);
    void commit(Frame& frame);

    RenderView picture_;
    DOpinion opinion_;
    ImageView view_;
    LatentBars bars_;
    LatentDrag drag_;
    SamplePointer sample_;
    std::vector<float> z_;        // the sample's, or what a drag in flight makes of it
    std::int64_t component_ = 0;  // of z, for the field under the bars
    bool editing_ = false;        // a drag is in flight
};

}  // namespace zscope::ui
