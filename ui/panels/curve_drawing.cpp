// SPDX-License-Identifier: MIT
#include "ui/panels/curve_drawing.h"

#include <algorithm>
#include <cmath>

namespace zscope::ui {

namespace {

constexpr double kNarrowest = 10.0;

}  // namespace

std::optional<std::pair<double, double>> CurveDrawing::range() const {
    if (low.empty()) return std::nullopt;
    return std::pair{*std::min_element(low.begin(), low.end()),
                     *std::max_element(high.begin(), high.end())};
}

CurveDrawing prepare_curve(std::span<const CurvePoint> points) {
    CurveDrawing drawing;
    for (const CurvePoint& point : points) {
        const bool finite =
            std::isfinite(point.min) && std::isfinite(point.max) && std::isfinite(point.mean);
        if (!finite) {
            drawing.not_numbers.push_back(point.step);
            const std::size_t end = drawing.step.size();
            const bool open = drawing.run_ends.empty() ? end > 0 : drawing.run_ends.back() < end;
            if (open) drawing.run_ends.push_back(end);
            continue;
        }
        drawing.step.push_back(point.step);
        drawing.low.push_back(point.min);
        drawing.high.push_back(point.max);
        drawing.mean.push_back(point.mean);
        drawing.extreme_step.insert(drawing.extreme_step.end(), 2, point.step);
        drawing.extreme.insert(drawing.extreme.end(), {point.min, point.max});
        drawing.has_band |= point.max > point.min;
    }
    const std::size_t end = drawing.step.size();
    if (end > 0 && (drawing.run_ends.empty() || drawing.run_ends.back() < end)) {
        drawing.run_ends.push_back(end);
    }
    return drawing;
}

StepRange follow_range(const LossHistory& losses, std::int64_t window) {
    if (losses.size() == 0) return {0.0, kNarrowest};
    const auto newest = static_cast<double>(losses.back().step);
    double first = static_cast<double>(losses.at(0).step);
    if (window > 0) first = std::max(first, newest - static_cast<double>(window));
    return {first, std::max(newest, first + kNarrowest)};
}

std::pair<double, double> padded(std::optional<std::pair<double, double>> range) {
    if (!range) return {0.0, 1.0};
    const double low = std::min(0.0, range->first), high = std::max(0.0, range->second);
    const double room = std::max(1e-3, (high - low) * 0.06);
    return {low < 0 ? low - room : 0.0, high + room};
}

const CurveDrawing& CurveCache::update(const LossHistory& losses, Curve curve, const View& view) {
    const LossSample& newest = losses.back();
    const bool same = view == view_ && size_ == losses.size() && newest_ == newest.step &&
                      newest_time_ == newest.time_s;
    if (same) return raw_;
    view_ = view;
    size_ = losses.size();
    newest_ = newest.step;
    newest_time_ = newest.time_s;
    raw_ = prepare_curve(losses.curve(curve, view.first, view.last, view.columns));
    if (view.smooth_steps > 0) {
        smooth_ = prepare_curve(
            losses.smoothed(curve, view.first, view.last, view.columns, view.smooth_steps));
    }
    return raw_;
}

}  // namespace zscope::ui
