// SPDX-License-Identifier: MIT
#include "ui/panels/loss_plots.h"

#include <implot.h>

#include <algorithm>
#include <cmath>
#include <tuple>

#include "core/history/health.h"
#include "ui/theme.h"
#include "ui/widgets/text.h"

namespace zscope::ui {

namespace {

constexpr ImPlotFlags kPlot = ImPlotFlags_NoMenus | ImPlotFlags_NoMouseText;
constexpr ImPlotLegendFlags kLegend =
    ImPlotLegendFlags_Outside | ImPlotLegendFlags_Horizontal;  // never over the curves
constexpr float kRoomForNames = 72.0F;  // height of a plot in which the bands are named
constexpr float kBandAlpha = 0.25F, kExtremeAlpha = 0.6F;

ImVec4 blend(const ImVec4& a, const ImVec4& b, float t) {
    return {a.x + (b.x - a.x) * t, a.y + (b.y - a.y) * t, a.z + (b.z - a.z) * t, 1.0F};
}

void shade(const char* name, double first, double last, double low, double high,
           const ImVec4& colour) {
    const double x[2] = {first, last}, bottom[2] = {low, low}, top[2] = {high, high};
    ImPlot::SetNextFillStyle(colour, 0.10F);
    ImPlot::PlotShaded(name, x, bottom, top, 2, ImPlotItemFlags_NoLegend | ImPlotItemFlags_NoFit);
}

// On a ground of its own, for the curves run below it.
void name_band(const char* text, double top, const ImVec4& colour) {
    ImGui::PushFont(nullptr, kSmall);
    const ImVec2 at = ImPlot::PlotToPixels(ImPlot::GetPlotLimits().X.Min, top);
    const ImVec2 from(at.x + dp(4), at.y + dp(2));
    const ImVec2 size = ImGui::CalcTextSize(text);
    ImVec4 ground = palette().ground;
    ground.w = 0.8F;
    ImDrawList& draw = *ImPlot::GetPlotDrawList();
    ImPlot::PushPlotClipRect();
    draw.AddRectFilled(from, ImVec2(from.x + size.x + dp(4), from.y + size.y),
                       ImGui::GetColorU32(ground));
    draw.AddText(ImVec2(from.x + dp(2), from.y), ImGui::GetColorU32(colour), text);
    ImPlot::PopPlotClipRect();
    ImGui::PopFont();
}

void runs(const CurveDrawing& drawing, const char* name, const ImVec4& colour, bool band) {
    std::size_t from = 0;
    for (const std::size_t end : drawing.run_ends) {
        const int count = static_cast<int>(end - from);
        if (band) {
            ImPlot::SetNextFillStyle(colour, kBandAlpha);
            ImPlot::PlotShaded(name, &drawing.step[from], &drawing.low[from], &drawing.high[from],
                               count);
            // Through every lowest and highest value: a spike one pixel wide is seen, too.
            ImPlot::SetNextLineStyle(ImVec4(colour.x, colour.y, colour.z, kExtremeAlpha), 1.0F);
            ImPlot::PlotLine(name, &drawing.extreme_step[2 * from], &drawing.extreme[2 * from],
                             2 * count);
        } else {
            ImPlot::SetNextLineStyle(colour, std::max(1.25F, dp(1.5F)));
            ImPlot::PlotLine(name, &drawing.step[from], &drawing.mean[from], count);
        }
        from = end;
    }
}

void bands() {
    const ImPlotRect limits = ImPlot::GetPlotLimits();
    shade("##healthy_x", limits.X.Min, limits.X.Max, kHealthyDxLow, kHealthyDxHigh, palette().real);
    shade("##healthy_g", limits.X.Min, limits.X.Max, kHealthyDgzLow, kHealthyDgzHigh,
          palette().generated);
}

void row(const char* name, double value, const ImVec4& colour) {
    ImGui::TableNextRow();
    ImGui::TableNextColumn();
    ImGui::TextColored(colour, "%s", name);
    ImGui::TableNextColumn();
    mono(figure(value));
}

}  // namespace

void LossPlots::start_anew() {
    caches_ = {};
    follow_ = true;
    cursor_.reset();
}

void LossPlots::draw(const LossHistory& losses) {
    if (follow_) {
        const StepRange range = follow_range(losses, window);
        first_ = range.first;
        last_ = range.last;
    }
    const StepRange before{first_, last_};
    const ImVec2 room = ImGui::GetContentRegionAvail();
    next_cursor_.reset();
    const bool wide = room.x > 1.6F * room.y;
    const float gap = ImGui::GetStyle().ItemSpacing.x;
    const float width = wide ? (room.x - gap) / 2 : room.x;
    const float height = std::max(dp(80), wide ? room.y : (room.y - gap) / 2);
    loss_plot(losses, width, height);
    if (wide) ImGui::SameLine();
    d_plot(losses, width, height);
    cursor_ = next_cursor_;
    if (first_ != before.first || last_ != before.last) follow_ = false;
    if (cursor_ && ImGui::IsMouseDoubleClicked(0)) follow_ = true;
}

void LossPlots::link_steps() {
    ImPlot::SetupAxis(ImAxis_X1, nullptr, ImPlotAxisFlags_NoSideSwitch);
    ImPlot::SetupAxisLinks(ImAxis_X1, &first_, &last_);
    ImPlot::SetupAxisFormat(ImAxis_X1, "%.0f");
    ImPlot::SetupAxisLimitsConstraints(ImAxis_X1, 0, HUGE_VAL);
    ImPlot::SetupAxisZoomConstraints(ImAxis_X1, 5, HUGE_VAL);
}

void LossPlots::loss_plot(const LossHistory& losses, float width, float height) {
    if (!ImPlot::BeginPlot("##losses", ImVec2(width, height), kPlot)) return;
    link_steps();
    ImPlot::SetupAxis(ImAxis_Y1, "loss", ImPlotAxisFlags_NoSideSwitch);
    ImPlot::SetupAxisLimits(ImAxis_Y1, value_low_, value_high_,
                            follow_ ? ImPlotCond_Always : ImPlotCond_Once);
    ImPlot::SetupLegend(ImPlotLocation_North, kLegend);
    curve(losses, Curve::loss_d, "Loss_D", palette().discriminator);
    curve(losses, Curve::loss_g, "Loss_G", palette().generator);
    read_out(losses);
    ImPlot::EndPlot();
    std::optional<std::pair<double, double>> range;
    for (const Curve which : {Curve::loss_d, Curve::loss_g}) {
        const auto more = caches_[static_cast<std::size_t>(which)].raw().range();
        if (!more) continue;
        if (!range) range = more;
        range =
            std::pair{std::min(range->first, more->first), std::max(range->second, more->second)};
    }
    std::tie(value_low_, value_high_) = padded(range);
}

void LossPlots::d_plot(const LossHistory& losses, float width, float height) {
    if (!ImPlot::BeginPlot("##opinions", ImVec2(width, height), kPlot)) return;
    link_steps();
    ImPlot::SetupAxis(ImAxis_Y1, height < dp(160) ? nullptr : "D (train mode)",
                      ImPlotAxisFlags_NoSideSwitch);
    ImPlot::SetupAxisLimits(ImAxis_Y1, 0, 1, ImPlotCond_Always);
    ImPlot::SetupAxisTicks(ImAxis_Y1, 0, 1, height < dp(160) ? 3 : 6);
    ImPlot::SetupLegend(ImPlotLocation_North, kLegend);
    bands();
    curve(losses, Curve::d_x, "D(x)", palette().real);
    curve(losses, Curve::d_g_z1, "D(G(z)) before", palette().generated);
    curve(losses, Curve::d_g_z2, "D(G(z)) after",
          blend(palette().generated, palette().text, 0.55F));
    if (ImPlot::GetPlotSize().y >= dp(kRoomForNames)) {
        name_band("healthy D(x)", kHealthyDxHigh, palette().real);
        name_band("healthy D(G(z))", kHealthyDgzHigh, palette().generated);
    }
    read_out(losses);
    ImPlot::EndPlot();
}

void LossPlots::curve(const LossHistory& losses, Curve which, const char* name,
                      const ImVec4& colour) {
    CurveCache::View view;
    const ImPlotRect limits = ImPlot::GetPlotLimits();
    view.first = limits.X.Min;
    view.last = limits.X.Max;
    view.columns = std::max(16, static_cast<int>(ImPlot::GetPlotSize().x));
    view.smooth_steps = smooth;
    CurveCache& cache = caches_[static_cast<std::size_t>(which)];
    const CurveDrawing& raw = cache.update(losses, which, view);
    if (raw.has_band) runs(raw, name, colour, true);
    if (smooth > 0) runs(raw, name, blend(colour, palette().panel, 0.65F), false);
    runs(cache.smooth(), name, colour, false);
    if (raw.not_numbers.empty()) return;
    ImPlot::SetNextLineStyle(palette().warning, std::max(1.0F, dp(1)));
    ImPlot::PlotInfLines("not a number", raw.not_numbers.data(),
                         static_cast<int>(raw.not_numbers.size()));
}

void LossPlots::read_out(const LossHistory& losses) {
    if (marked) {
        ImPlot::SetNextLineStyle(palette().accent, std::max(1.0F, dp(1)));
        ImPlot::PlotInfLines("##marked", &*marked, 1);
    }
    if (cursor_) {
        const double step = static_cast<double>(losses.nearest(*cursor_).step);
        ImPlot::SetNextLineStyle(palette().muted, 1.0F);
        ImPlot::PlotInfLines("##cursor", &step, 1);
    }
    if (!ImPlot::IsPlotHovered()) return;
    next_cursor_ = ImPlot::GetPlotMousePos().x;
    const LossSample& sample = losses.nearest(*next_cursor_);
    if (!ImGui::BeginTooltip()) return;
    if (ImGui::BeginTable("values", 2, ImGuiTableFlags_SizingFixedFit)) {
        ImGui::TableNextRow();
        ImGui::TableNextColumn();
        ImGui::TextUnformatted("Step");
        ImGui::TableNextColumn();
        mono(thousands(sample.step));
        row("Loss_D", sample.loss_d, palette().discriminator);
        row("  on real", sample.loss_d_real, palette().muted);
        row("  on generated", sample.loss_d_fake, palette().muted);
        row("Loss_G", sample.loss_g, palette().generator);
        row("D(x)", sample.d_x, palette().real);
        row("D(G(z)) before", sample.d_g_z1, palette().generated);
        row("D(G(z)) after", sample.d_g_z2, palette().generated);
        row("images/s", sample.images_per_s, palette().muted);
        ImGui::EndTable();
    }
    ImGui::EndTooltip();
}

}  // namespace zscope::ui
