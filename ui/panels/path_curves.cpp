// SPDX-License-Identifier: MIT
#include "ui/panels/path_curves.h"

#include <numeric>
#include <utility>

#include "core/latent/interpolate.h"
#include "ui/panels/curve_plot.h"
#include "ui/panels/tool_parts.h"
#include "ui/theme.h"

namespace zscope::ui {

std::vector<double> by_mean(std::vector<double> values) {
    const double sum = std::accumulate(values.begin(), values.end(), 0.0);
    if (sum == 0.0) return values;
    for (double& value : values)
        value *= static_cast<double>(values.size()) / sum;
    return values;
}

void PathCurves::follow(const LatentPath& path, std::uint64_t path_version, const PathPace& pace,
                        std::uint64_t pace_version) {
    if (path_version == path_version_ && pace_version == pace_version_) return;
    path_version_ = path_version;
    pace_version_ = pace_version;
    key_points_ = path.points.size();
    std::vector<double> positions;
    for (std::size_t i = 0; i < kCurvePoints; ++i)
        positions.push_back(pace.position_at(static_cast<double>(i) / (kCurvePoints - 1)));
    const std::size_t nz = path.points[0].z.size();
    const PathMode own = path.mode == PathMode::lerp ? PathMode::slerp : path.mode;
    own_name_ = name_of(own);
    for (const auto& [way, mode] : {std::pair{&own_, own}, std::pair{&straight_, PathMode::lerp}}) {
        LatentPath other = path;
        other.mode = mode;
        const std::vector<float> rows = latents_on_path(other, positions);
        way->norms = norm_curve(rows, nz);
        way->steps = by_mean(step_curve(rows, nz, false));
    }
}

void PathCurves::draw(const Frame& frame, const PathPace& pace, double position,
                      const std::vector<double>& image_steps, ImVec2 size) const {
    const float gap = ImGui::GetStyle().ItemSpacing.x;
    const ImVec2 half((size.x - gap) / 2, size.y);
    std::vector<double> marks;
    for (std::size_t k = 0; k < key_points_; ++k)
        marks.push_back(pace.length_at(static_cast<double>(k)));
    const ImVec4 accent = palette().accent, grey = palette().muted;
    const std::vector<Curve> norms{{own_name_, own_.norms, accent},
                                   {"lerp", straight_.norms, grey}};
    CurvePlot plot{"##norms", "‖z‖", norms, marks, pace.length_at(position)};
    plot.level = typical_norm(frame.model.prior, frame.model.nz);
    plot.level_name = "typical";
    draw_curve_plot(plot, half);
    ImGui::SameLine();
    const std::vector<double> images = by_mean(image_steps);
    std::vector<Curve> steps{{own_name_, own_.steps, accent}, {"lerp", straight_.steps, grey}};
    if (!images.empty()) steps.push_back({"images", images, palette().generated});
    plot = CurvePlot{"##steps", "step ÷ mean", steps, marks, pace.length_at(position)};
    draw_curve_plot(plot, half);
}

}  // namespace zscope::ui
