// SPDX-License-Identifier: MIT
#include "ui/panels/map_camera.h"

#include <algorithm>
#include <cmath>
#include <numeric>

namespace zscope::ui {

namespace {

constexpr double kFurthest = 0.5, kNearest = 1000.0;  // times the scale that fits

}  // namespace

ImVec2 MapCamera::place(float at_x, float at_y, ImVec2 view) const {
    return {static_cast<float>(view.x / 2 + (at_x - x) * scale),
            static_cast<float>(view.y / 2 - (at_y - y) * scale)};
}

MapCamera fit_map(std::span<const float> points, ImVec2 view, float margin) {
    if (points.empty()) return {};
    double low[2] = {points[0], points[1]}, high[2] = {points[0], points[1]};
    for (std::size_t i = 0; i < points.size(); ++i) {
        low[i % 2] = std::min(low[i % 2], double{points[i]});
        high[i % 2] = std::max(high[i % 2], double{points[i]});
    }
    const double room_x = std::max(view.x - 2 * margin, 1.0F);
    const double room_y = std::max(view.y - 2 * margin, 1.0F);
    const double wide = high[0] - low[0], tall = high[1] - low[1];
    const double scale = std::min(wide > 0 ? room_x / wide : 1e9, tall > 0 ? room_y / tall : 1e9);
    // All at one place: any scale fits.
    return {(low[0] + high[0]) / 2, (low[1] + high[1]) / 2, wide > 0 || tall > 0 ? scale : 1.0};
}

MapCamera zoom_map(const MapCamera& camera, ImVec2 view, ImVec2 mouse, double factor,
                   double fitted) {
    const double scale = std::clamp(camera.scale * factor, kFurthest * fitted, kNearest * fitted);
    const double right = mouse.x - view.x / 2, up = view.y / 2 - mouse.y;
    return {camera.x + right / camera.scale - right / scale,
            camera.y + up / camera.scale - up / scale, scale};
}

MapCamera pan_map(const MapCamera& camera, ImVec2 pixels) {
    return {camera.x - pixels.x / camera.scale, camera.y + pixels.y / camera.scale, camera.scale};
}

std::vector<std::size_t> map_pictures(std::span<const ImVec2> places,
                                      std::span<const float> spacing, double scale, float side,
                                      ImVec2 view, std::size_t most) {
    std::vector<std::size_t> chosen;
    for (std::size_t i = 0; i < places.size(); ++i) {
        const ImVec2 at = places[i];
        const bool seen = at.x > -side / 2 && at.y > -side / 2 && at.x < view.x + side / 2 &&
                          at.y < view.y + side / 2;
        if (seen && spacing[i] * scale >= side) chosen.push_back(i);
    }
    // Equal ones in the order of the points: it must not change from frame to frame.
    std::ranges::stable_sort(chosen, std::greater{}, [&](std::size_t i) { return spacing[i]; });
    if (chosen.size() > most) chosen.resize(most);
    return chosen;
}

std::size_t point_at(std::span<const ImVec2> places, ImVec2 mouse, float reach) {
    std::size_t nearest = places.size();
    float least = 2 * reach * reach;
    for (std::size_t i = 0; i < places.size(); ++i) {
        const float x = places[i].x - mouse.x, y = places[i].y - mouse.y;
        if (std::abs(x) > reach || std::abs(y) > reach || x * x + y * y > least) continue;
        least = x * x + y * y;
        nearest = i;
    }
    return nearest;
}

std::vector<float> ranks(std::span<const float> values) {
    std::vector<std::size_t> order(values.size());
    std::iota(order.begin(), order.end(), std::size_t{0});
    std::ranges::stable_sort(order, {}, [&](std::size_t i) { return values[i]; });
    std::vector<float> result(values.size(), 0.5F);
    const auto last = static_cast<float>(values.size()) - 1.0F;
    for (std::size_t first = 0, end = 0; first < order.size() && last > 0; first = end) {
        end = first + 1;
        while (end < order.size() && values[order[end]] == values[order[first]])
            ++end;
        const float middle = static_cast<float>(first + end - 1) / 2.0F;
        for (std::size_t i = first; i < end; ++i)
            result[order[i]] = middle / last;
    }
    return result;
}

}  // namespace zscope::ui
