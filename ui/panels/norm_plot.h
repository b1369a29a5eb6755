// SPDX-License-Identifier: MIT
#pragma once

#include <span>

namespace zscope::ui {

// ‖z‖ along a path for both modes, the norm that a random z has, and where t is.
struct NormPlot {
    std::span<const double> slerp, lerp;  // at equal steps from t = 0 to t = 1
    double typical = 10.0;
    double t = 0.5;
};
void draw_norm_plot(const NormPlot& plot, float height);

}  // namespace zscope::ui
