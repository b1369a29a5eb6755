// SPDX-License-Identifier: MIT
#include "ui/panels/curve_plot.h"

#include <implot.h>

#include <algorithm>

#include "ui/theme.h"

namespace zscope::ui {

void draw_curve_plot(const CurvePlot& plot, ImVec2 size) {
    ImPlotFlags flags = ImPlotFlags_NoMenus | ImPlotFlags_NoBoxSelect | ImPlotFlags_NoInputs;
    // Where a line of names has no room they stand one below the other, or not at all.
    const bool wide = size.x >= dp(280), high = size.y >= dp(160);
    if (!wide && !high) flags |= ImPlotFlags_NoLegend;
    if (!ImPlot::BeginPlot(plot.id, size, flags)) return;
    double top = plot.level;
    for (const Curve& curve : plot.curves) {
        for (const double value : curve.values)
            top = std::max(top, value);
    }
    if (top <= 0.0) top = 1.0;
    const ImPlotAxisFlags bare = ImPlotAxisFlags_NoSideSwitch;
    ImPlot::SetupAxis(ImAxis_X1, nullptr, bare | ImPlotAxisFlags_NoTickLabels);
    ImPlot::SetupAxis(ImAxis_Y1, plot.axis, bare);
    ImPlot::SetupAxisLimits(ImAxis_X1, 0, 1, ImPlotCond_Always);
    ImPlot::SetupAxisLimits(ImAxis_Y1, 0, top * 1.2, ImPlotCond_Always);
    ImPlot::SetupLegend(ImPlotLocation_SouthEast,
                        wide ? ImPlotLegendFlags_Horizontal : ImPlotLegendFlags_None);
    if (!plot.marks.empty()) {
        ImPlot::SetNextLineStyle(palette().line, std::max(1.0F, dp(1)));
        ImPlot::PlotInfLines("##marks", plot.marks.data(), static_cast<int>(plot.marks.size()));
    }
    if (plot.level >= 0.0) {
        const double level[2] = {plot.level, plot.level};
        ImPlot::SetNextLineStyle(palette().real, std::max(1.0F, dp(1)));
        ImPlot::PlotLine(plot.level_name, level, 2);
    }
    for (const Curve& curve : plot.curves) {
        ImPlot::SetNextLineStyle(curve.colour, std::max(1.5F, dp(2)));
        const double step =
            1.0 / static_cast<double>(std::max<std::size_t>(2, curve.values.size()) - 1);
        ImPlot::PlotLine(curve.name, curve.values.data(), static_cast<int>(curve.values.size()),
                         step);
    }
    ImPlot::SetNextLineStyle(palette().text, 1.0F);
    ImPlot::PlotInfLines("##at", &plot.at, 1);
    ImPlot::EndPlot();
}

}  // namespace zscope::ui
