// SPDX-License-Identifier: MIT
#pragma once

#include <imgui.h>

#include <cstddef>
#include <span>
#include <vector>

namespace zscope::ui {

// How the plane of a map lies in its view: which point is in the middle, and how many pixels a unit
// takes, along both axes alike. x to the right, y up. Pure.
struct MapCamera {
    double x = 0.0, y = 0.0;
    double scale = 1.0;

    // From the view's upper left corner.
    ImVec2 place(float at_x, float at_y, ImVec2 view) const;
};

// So that all points (N, 2) are in view, with `margin` pixels around them.
MapCamera fit_map(std::span<const float> points, ImVec2 view, float margin);
// `factor` times nearer, with the point under the mouse staying there. `mouse`: from the view's
// upper left corner. Between half of and 1,000 times the scale that fits, `fitted`.
MapCamera zoom_map(const MapCamera& camera, ImVec2 view, ImVec2 mouse, double factor,
                   double fitted);
MapCamera pan_map(const MapCamera& camera, ImVec2 pixels);

// Which points get a picture of `side` pixels, room between them included: those whose spacing
// (core/statistics/point_spacing.h) is wide enough at this scale and whose picture can be seen, the
// widest first, `most` of them. So pictures never overlap; zooming in only adds to them, until
// there are too many; moving the map changes none that stays in view.
// places: of the points, from the view's upper left corner.
std::vector<std::size_t> map_pictures(std::span<const ImVec2> places,
                                      std::span<const float> spacing, double scale, float side,
                                      ImVec2 view, std::size_t most);

// The point next to the mouse, at most `reach` pixels from it along both axes; N if there is none.
std::size_t point_at(std::span<const ImVec2> places, ImVec2 mouse, float reach);

// Rank of each value, 0…1 from the smallest to the largest; equal ones share the middle of theirs.
// Finite values.
std::vector<float> ranks(std::span<const float> values);

}  // namespace zscope::ui
