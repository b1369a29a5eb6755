// SPDX-License-Identifier: MIT
#pragma once

#include <optional>
#include <string>

#include "ui/panel.h"
#include "ui/panels/interpolation_view.h"
#include "ui/widgets/render_view.h"

namespace zscope::ui {

const char* name_of(InterpolationMode mode);

// The images of Interpolate: both ends, the point at t in either mode, the strips between. Each
// frame: take(), ask(), then draw what has room.
class InterpolationScene {
  public:
    explicit InterpolationScene(const MakeSlot& make_slot);

    void take(const Frame& frame);  // the Session's A and B; null if not set or of another nz
    bool empty() const { return a_ == nullptr && b_ == nullptr; }
    bool ready() const { return a_ != nullptr && b_ != nullptr; }
    const InterpolationPath& path() const { return path_; }

    // `moving`: t is in somebody's hand, and its image goes before all others.
    void ask(const Frame& frame, double t, bool moving);
    void rest();
    const std::string& error() const { return main_.error(); }

    // A · the Session's mode · the other mode · B, in the middle of the line; `side` of the images
    // between.
    void draw_stage(Frame& frame, float side);
    static float side_for(float width);  // the largest that a line of this width takes
    // Both strips; the t of the image that was clicked.
    std::optional<double> draw_strips(Frame& frame, const StripLayout& layout);

    bool smooth = true;

  private:
    void end_slot(Frame& frame, bool first, float side);
    void end_card(Frame& frame, bool first, float side);
    void picture(Frame& frame, RenderView& view, InterpolationMode mode, float side);
    SampleId sample_at(Frame& frame, double t, InterpolationMode mode) const;
    std::string origin_at(double t, InterpolationMode mode) const;

    RenderView main_, other_, ends_, strip_;
    InterpolationPath path_;
    SamplePointer a_, b_;
    double t_ = 0.5;
};

}  // namespace zscope::ui
