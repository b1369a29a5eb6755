// SPDX-License-Identifier: MIT
#pragma once

#include <imgui.h>

#include <span>

namespace zscope::ui {

// One small plot of curves along a way, time from 0 to 1, with its key points and the place marked.
struct Curve {
    const char* name;
    std::span<const double> values;  // at equal times, from the first to the last
    ImVec4 colour;
};
struct CurvePlot {
    const char* id;  // "##norms"
    const char* axis;
    std::span<const Curve> curves;
    std::span<const double> marks;  // times of the key points
    double at = 0.0;                // the time of the place
    double level = -1.0;            // a line to compare with; negative: none
    const char* level_name = "";
};
void draw_curve_plot(const CurvePlot& plot, ImVec2 size);

}  // namespace zscope::ui
