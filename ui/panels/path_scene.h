// SPDX-License-Identifier: MIT
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "core/latent/path.h"
#include "core/session/tool_latents.h"
#include "ui/panel.h"
#include "ui/panels/grid_latents.h"
#include "ui/panels/path_timing.h"
#include "ui/widgets/render_view.h"

namespace zscope::ui {

// The pictures of Path: where it is now, and two strips along it at equal times: the path's own way
// (slerp where that is lerp) and the straight one. Each frame: take(), then, if there is a way,
// ask(), and draw what has room. The slot "path" holds the one image that follows the hand.
class PathScene {
  public:
    explicit PathScene(const MakeSlot& make_slot);

    void take(const Frame& frame);  // the Session's path
    const LatentPath* path() const { return path_ ? &*path_ : nullptr; }
    const std::string& problem() const { return problem_; }  // why there is no way
    std::uint64_t version() const { return version_; }       // grows with each other way

    // `images` in each strip; `moving`: the position is in somebody's hand, or plays.
    void ask(const Frame& frame, const PathPace& pace, double position, int images, bool moving);
    void rest();
    const std::string& error() const { return main_.error(); }

    void draw_picture(Frame& frame, float side);
    // Both strips; the position of the image that was clicked.
    std::optional<double> draw_strips(Frame& frame, float tile);

    bool smooth = true;

  private:
    std::vector<float> latent(double position, PathMode mode) const;
    std::string origin_at(double position, PathMode mode) const;
    SampleId sample_at(Frame& frame, double position, PathMode mode) const;

    RenderView main_, strip_;
    std::optional<LatentPath> path_;
    std::string problem_;
    std::uint64_t version_ = 0;
    PathState state_;  // that path_ was made of, the position left out
    LatentSpace space_;
    double position_ = 0.0;
    std::vector<double> positions_;  // of the images of a strip
    SharedZ strips_;                 // the path's own way, then the straight one
    std::uint64_t strips_version_ = 0;
};

// How many images of `tile` pixels stand beside the strips' names in a line of `width`.
int strip_images(float width, float tile);

}  // namespace zscope::ui
