// SPDX-License-Identifier: MIT
#pragma once

#include <optional>
#include <span>
#include <string>

#include "ui/panel.h"
#include "ui/panels/grid_latents.h"
#include "ui/widgets/render_view.h"

namespace zscope::ui {

inline constexpr std::int64_t kReferenceSamples = 256;
inline constexpr std::int64_t kReferenceSeed = 20151119;  // any; the same for every model

// Share of `reference` that is under `value`, in percent. Pure.
double percentile(float value, std::span<const float> reference);

// D's opinion of one z: its eval-mode logit, and where that stands among fresh samples of the same
// model. (Not the D(x) of the training curves, which is measured in train mode.)
class DOpinion {
  public:
    // Its slots are NAME and NAME.reference.
    explicit DOpinion(const MakeSlot& make_slot, const std::string& name = "inspector.d");
    // Asks and draws; `z` is one latent of the model's length.
    void draw(Frame& frame, const SharedZ& z);
    void rest();
    // As far as it is known.
    std::optional<float> logit() const;

  private:
    RenderView one_, reference_;
    GridLatents reference_z_;
};

}  // namespace zscope::ui
