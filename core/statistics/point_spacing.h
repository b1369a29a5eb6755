// SPDX-License-Identifier: MIT
#pragma once

#include <cstdint>
#include <span>
#include <vector>

namespace zscope {

// For each point of a plane the side of the largest square that it may have around it when squares
// of one side are handed out: for any side s, the squares of side s around all points with spacing
// ≥ s lie apart (edges may touch), and each point without one lies within 1.25 s, along either
// axis, of a point with one. So a map that is zoomed in only ever adds squares, and moving it
// changes none. Points that come first get theirs first; of those at the very same place only the
// first has a spacing above 0. The first point of all has an infinite one.
// points: (N, 2), finite. In order of N. Pure; any thread.
std::vector<float> point_spacing(std::span<const float> points);

}  // namespace zscope
