// SPDX-License-Identifier: MIT
#include "ui/panels/losses_panel.h"

#include <fmt/format.h>
#include <implot.h>

#include <algorithm>
#include <cmath>
#include <tuple>

#include "core/history/health.h"
#include "ui/theme.h"
#include "ui/widgets/slider.h"
#include "ui/widgets/states.h"
#include "ui/widgets/text.h"

namespace zscope::ui {

namespace {

constexpr std::array<std::int64_t, 4> kWindows = {0, 1000, 10000, 100000};
constexpr ImPlotFlags kPlot = ImPlotFlags_NoMenus | ImPlotFlags_NoMouseText;
constexpr ImPlotLegendFlags kLegend =
    ImPlotLegendFlags_Outside | ImPlotLegendFlags_Horizontal;  // never over the curves
constexpr float kRoomForNames = 72.0F;  // height of a plot in which the bands are named
constexpr float kBandAlpha = 0.25F, kExtremeAlpha = 0.6F;

ImVec4 blend(const ImVec4& a, const ImVec4& b, float t) {
    return {a.x + (b.x - a.x) * t, a.y + (b.y - a.y) * t, a.z + (b.z - a.z) * t, 1.0F};
}

std::string window_text(std::int64_t window) {
    return window == 0 ? "all steps" : fmt::format("last {} steps", thousands(window));
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

void row(const char* name, double value, const ImVec4& colour) {
    ImGui::TableNextRow();
    ImGui::TableNextColumn();
    ImGui::TextColored(colour, "%s", name);
    ImGui::TableNextColumn();
    mono(figure(value));
}

}  // namespace

nlohmann::json LossesPanel::settings() const {
    return {{"smooth", smooth_}, {"window", window_}};
}

void LossesPanel::set_settings(const nlohmann::json& settings) {
    smooth_ = std::clamp(settings.value("smooth", smooth_), 0.0, 1000.0);
    window_ = std::max<std::int64_t>(0, settings.value("window", window_));
}

void LossesPanel::draw(Frame& frame) {
    if (frame.losses.size() == 0) {
        const TrainerStatus& status = frame.trainer;
        if (status.state == TrainerState::preparing || status.state == TrainerState::running) {
            Working work{"The curves begin with the first training step."};
            if (status.state == TrainerState::preparing) work.progress = status.progress;
            working_state(work);
        } else if (status.state == TrainerState::failed) {
            Failure failure{status.message};
            failure.advice = "The Train panel says what can be done.";
            failed_state(failure);
        } else if (empty_state("Losses, D(x) and D(G(z)) are drawn here while a DCGAN trains.",
                               "Set up a run")) {
            frame.out.wish(ShowPanel{"train"});
        }
        return;
    }
    controls();
    if (follow_) {
        const StepRange range = follow_range(frame.losses, window_);
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
    loss_plot(frame, width, height);
    if (wide) ImGui::SameLine();
    d_plot(frame, width, height);
    cursor_ = next_cursor_;
    if (first_ != before.first || last_ != before.last) follow_ = false;
    if (cursor_ && ImGui::IsMouseDoubleClicked(0)) follow_ = true;
}

void LossesPanel::controls() {
    ImGui::SetNextItemWidth(dp(168));
    SliderOptions options;
    options.max = 1000;
    options.logarithmic = true;
    options.format = smooth_ < 1 ? "not smoothed" : "smooth %.0f steps";
    options.tooltip = "Moving average over so many steps. What was measured stays shaded.";
    if (slider("##smooth", smooth_, options).changed && smooth_ < 1) smooth_ = 0;
    ImGui::SameLine();
    ImGui::SetNextItemWidth(dp(160));
    if (ImGui::BeginCombo("##window", window_text(window_).c_str())) {
        for (const std::int64_t window : kWindows) {
            if (ImGui::Selectable(window_text(window).c_str(), window == window_)) {
                window_ = window;
                follow_ = true;
            }
        }
        ImGui::EndCombo();
    }
    tooltip("How much of the run is in sight while the plot follows it.");
    ImGui::SameLine();
    if (follow_) {
        ImGui::AlignTextToFramePadding();
        text_ellipsis("wheel zooms, drag pans", palette().muted);
    } else if (ImGui::Button("Follow again")) {
        follow_ = true;
    }
}

void LossesPanel::link_steps() {
    ImPlot::SetupAxis(ImAxis_X1, nullptr, ImPlotAxisFlags_NoSideSwitch);
    ImPlot::SetupAxisLinks(ImAxis_X1, &first_, &last_);
    ImPlot::SetupAxisFormat(ImAxis_X1, "%.0f");
    ImPlot::SetupAxisLimitsConstraints(ImAxis_X1, 0, HUGE_VAL);
    ImPlot::SetupAxisZoomConstraints(ImAxis_X1, 5, HUGE_VAL);
}

void LossesPanel::loss_plot(Frame& frame, float width, float height) {
    if (!ImPlot::BeginPlot("##losses", ImVec2(width, height), kPlot)) return;
    link_steps();
    ImPlot::SetupAxis(ImAxis_Y1, "loss", ImPlotAxisFlags_NoSideSwitch);
    ImPlot::SetupAxisLimits(ImAxis_Y1, value_low_, value_high_,
                            follow_ ? ImPlotCond_Always : ImPlotCond_Once);
    ImPlot::SetupLegend(ImPlotLocation_North, kLegend);
    curve(frame.losses, Curve::loss_d, "Loss_D", palette().discriminator);
    curve(frame.losses, Curve::loss_g, "Loss_G", palette().generator);
    read_out(frame.losses);
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

void LossesPanel::d_plot(Frame& frame, float width, float height) {
    if (!ImPlot::BeginPlot("##opinions", ImVec2(width, height), kPlot)) return;
    link_steps();
    ImPlot::SetupAxis(ImAxis_Y1, height < dp(160) ? nullptr : "D (train mode)",
                      ImPlotAxisFlags_NoSideSwitch);
    ImPlot::SetupAxisLimits(ImAxis_Y1, 0, 1, ImPlotCond_Always);
    ImPlot::SetupAxisTicks(ImAxis_Y1, 0, 1, height < dp(160) ? 3 : 6);
    ImPlot::SetupLegend(ImPlotLocation_North, kLegend);
    bands();
    curve(frame.losses, Curve::d_x, "D(x)", palette().real);
    curve(frame.losses, Curve::d_g_z1, "D(G(z)) before", palette().generated);
    curve(frame.losses, Curve::d_g_z2, "D(G(z)) after",
          blend(palette().generated, palette().text, 0.55F));
    if (ImPlot::GetPlotSize().y >= dp(kRoomForNames)) {
        name_band("healthy D(x)", kHealthyDxHigh, palette().real);
        name_band("healthy D(G(z))", kHealthyDgzHigh, palette().generated);
    }
    read_out(frame.losses);
    ImPlot::EndPlot();
}

void LossesPanel::bands() {
    const ImPlotRect limits = ImPlot::GetPlotLimits();
    shade("##healthy_x", limits.X.Min, limits.X.Max, kHealthyDxLow, kHealthyDxHigh, palette().real);
    shade("##healthy_g", limits.X.Min, limits.X.Max, kHealthyDgzLow, kHealthyDgzHigh,
          palette().generated);
}

void LossesPanel::curve(const LossHistory& losses, Curve which, const char* name,
                        const ImVec4& colour) {
    CurveCache::View view;
    const ImPlotRect limits = ImPlot::GetPlotLimits();
    view.first = limits.X.Min;
    view.last = limits.X.Max;
    view.columns = std::max(16, static_cast<int>(ImPlot::GetPlotSize().x));
    view.smooth_steps = smooth_;
    CurveCache& cache = caches_[static_cast<std::size_t>(which)];
    const CurveDrawing& raw = cache.update(losses, which, view);
    if (raw.has_band) runs(raw, name, colour, true);
    if (smooth_ > 0) runs(raw, name, blend(colour, palette().panel, 0.65F), false);
    runs(cache.smooth(), name, colour, false);
    if (raw.not_numbers.empty()) return;
    ImPlot::SetNextLineStyle(palette().warning, std::max(1.0F, dp(1)));
    ImPlot::PlotInfLines("not a number", raw.not_numbers.data(),
                         static_cast<int>(raw.not_numbers.size()));
}

void LossesPanel::read_out(const LossHistory& losses) {
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
