// SPDX-License-Identifier: MIT
#include "ui/panels/norm_plot.h"

#include <fmt/format.h>
#include <implot.h>

#include <algorithm>

#include "ui/theme.h"

namespace zscope::ui {

namespace {

void line(const char* name, std::span<const double> values, const ImVec4& colour) {
    ImPlot::SetNextLineStyle(colour, std::max(1.5F, dp(2)));
    const double step = 1.0 / static_cast<double>(std::max<std::size_t>(1, values.size() - 1));
    ImPlot::PlotLine(name, values.data(), static_cast<int>(values.size()), step);
}

}  // namespace

void draw_norm_plot(const NormPlot& plot, float height) {
    const ImPlotFlags flags = ImPlotFlags_NoMenus | ImPlotFlags_NoBoxSelect | ImPlotFlags_NoInputs;
    if (!ImPlot::BeginPlot("##norms", ImVec2(-1, height), flags)) return;
    double top = plot.typical;
    for (const double value : plot.slerp)
        top = std::max(top, value);
    for (const double value : plot.lerp)
        top = std::max(top, value);
    ImPlot::SetupAxis(ImAxis_X1, "t", ImPlotAxisFlags_NoSideSwitch);
    ImPlot::SetupAxis(ImAxis_Y1, "‖z‖", ImPlotAxisFlags_NoSideSwitch);
    ImPlot::SetupAxisLimits(ImAxis_X1, 0, 1, ImPlotCond_Always);
    ImPlot::SetupAxisLimits(ImAxis_Y1, 0, top * 1.15, ImPlotCond_Always);
    ImPlot::SetupLegend(ImPlotLocation_SouthEast, ImPlotLegendFlags_Horizontal);
    const double level[2] = {plot.typical, plot.typical};
    ImPlot::SetNextLineStyle(palette().real, std::max(1.0F, dp(1)));
    ImPlot::PlotLine(fmt::format("typical ({:.1f})###typical", plot.typical).c_str(), level, 2);
    line("slerp", plot.slerp, palette().accent);
    line("lerp", plot.lerp, palette().muted);
    ImPlot::SetNextLineStyle(palette().text, 1.0F);
    ImPlot::PlotInfLines("##t", &plot.t, 1);
    ImPlot::EndPlot();
}

}  // namespace zscope::ui
