// SPDX-License-Identifier: MIT
#pragma once

#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "ui/panel.h"
#include "ui/panels/grid_latents.h"
#include "ui/panels/walk_trail.h"
#include "ui/widgets/render_view.h"

namespace zscope::ui {

// Keeps a walk where D finds the images convincing: each next step has some candidates, of which
// the first is taken that is above a percentile of 256 random samples, else the best
// (choose_candidate). Asks ahead, so that a walk that plays need not wait. UI thread.
class WalkGuard {
  public:
    explicit WalkGuard(const MakeSlot& make_slot);

    // Decides steps up to `ahead` as D's answers come; `shown` makes z of the trail's rows what the
    // model is given.
    using Shown = std::function<std::vector<float>(const std::vector<float>& rows)>;
    void follow(Frame& frame, WalkTrail& trail, std::size_t ahead, const Shown& shown);
    void rest();
    // The 256 once more: of a model in training D has moved on.
    void measure_again() { reference_.clear(); }

    const std::string& error() const;
    bool measuring() const { return reference_.empty(); }
    // Of the candidate that was taken last, percent.
    std::optional<double> last() const { return last_; }

  private:
    bool refer(const Frame& frame);

    RenderView reference_view_, view_;
    GridLatents reference_z_;
    std::vector<float> reference_;  // D's logits; empty: not measured yet
    ModelRef model_;
    std::vector<Edit> edits_;
    std::optional<double> last_;
};

}  // namespace zscope::ui
