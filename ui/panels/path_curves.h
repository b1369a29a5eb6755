// SPDX-License-Identifier: MIT
#pragma once

#include <imgui.h>

#include <cstdint>
#include <vector>

#include "core/latent/path.h"
#include "ui/frame.h"

namespace zscope::ui {

inline constexpr std::size_t kCurvePoints = 97;

// ‖z‖ along a path and the length of its steps at equal times, beside those of the straight way:
// made anew only when the path or its pace changes.
class PathCurves {
  public:
    void follow(const LatentPath& path, std::uint64_t path_version, const PathPace& pace,
                std::uint64_t pace_version);
    // Two plots side by side. `image_steps` (of equal times too) are drawn if there are any.
    void draw(const Frame& frame, const PathPace& pace, double position,
              const std::vector<double>& image_steps, ImVec2 size) const;

  private:
    struct Way {
        std::vector<double> norms, steps;  // steps by their mean
    };
    std::uint64_t path_version_ = 0, pace_version_ = 0;
    std::size_t key_points_ = 0;
    Way own_, straight_;
    const char* own_name_ = "slerp";
};

// Each by the mean of all, so that curves of different units can be compared; zeros stay. Pure.
std::vector<double> by_mean(std::vector<double> values);

}  // namespace zscope::ui
