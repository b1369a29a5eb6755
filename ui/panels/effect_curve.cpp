// SPDX-License-Identifier: MIT
#include "ui/panels/effect_curve.h"

#include <fmt/format.h>
#include <implot.h>

#include <algorithm>
#include <vector>

#include "ui/theme.h"

namespace zscope::ui {

namespace {

struct Line {
    std::vector<double> units, value, low, high;  // percent

    void add(std::int64_t count, const Estimate& left) {
        if (!left.known()) return;
        units.push_back(static_cast<double>(count));
        value.push_back(100 * left.value);
        low.push_back(100 * left.low);
        high.push_back(100 * left.high);
    }
    void plot(const char* name, ImVec4 colour) const {
        if (units.empty()) return;
        const int count = static_cast<int>(units.size());
        ImPlot::SetNextFillStyle(colour, 0.2F);
        ImPlot::PlotShaded(name, units.data(), low.data(), high.data(), count);
        ImPlot::SetNextLineStyle(colour, std::max(1.5F, dp(2)));
        ImPlot::SetNextMarkerStyle(ImPlotMarker_Circle, dp(3), colour, 0, colour);
        ImPlot::PlotLine(name, units.data(), value.data(), count);
    }
};

}  // namespace

void draw_effect_curve(const EffectReport& report, std::int64_t units, float height) {
    Line edit, control;
    for (const EffectPoint& point : report.curve) {
        edit.add(point.units, point.left);
        control.add(point.units, point.control_left);
    }
    if (edit.units.empty()) return;
    const ImPlotFlags flags = ImPlotFlags_NoMenus | ImPlotFlags_NoBoxSelect | ImPlotFlags_NoInputs;
    if (!ImPlot::BeginPlot("##curve", ImVec2(-1, height), flags)) return;
    double top = 100.0;
    for (const Line* line : {&edit, &control}) {
        for (const double high : line->high)
            top = std::max(top, high);
    }
    const auto axis = ImPlotAxisFlags_NoSideSwitch;
    ImPlot::SetupAxis(ImAxis_X1, "units", axis);
    ImPlot::SetupAxis(ImAxis_Y1, fmt::format("{} left, %", report.name).c_str(), axis);
    ImPlot::SetupAxisScale(ImAxis_X1, ImPlotScale_Log10);
    ImPlot::SetupAxisLimits(ImAxis_X1, 0.9, std::max(2.0, edit.units.back()) * 1.1,
                            ImPlotCond_Always);
    ImPlot::SetupAxisLimits(ImAxis_Y1, 0, top * 1.05, ImPlotCond_Always);
    ImPlot::SetupLegend(ImPlotLocation_SouthWest);
    control.plot("as many others", palette().muted);
    edit.plot("these units", palette().minus);
    const auto at = static_cast<double>(units);
    ImPlot::SetNextLineStyle(palette().text, std::max(1.0F, dp(1)));
    ImPlot::PlotInfLines("##k", &at, 1);
    ImPlot::EndPlot();
}

}  // namespace zscope::ui
