// SPDX-License-Identifier: MIT
#pragma once

#include <span>
#include <vector>

#include "core/latent/path.h"

namespace zscope {

// Two-dimensional sheets of latents, row by row from the top left: (rows·columns, nz). columns and
// rows ≥ 2. Latents of different length are an Error with both lengths.
struct SheetSize {
    int columns = 8;
    int rows = 8;
};

// Between four latents: each edge is the path between its two corners; a row goes from the left
// edge to the right one. The corners come out exactly.
struct SheetCorners {
    std::span<const float> top_left, top_right, bottom_left, bottom_right;
};
std::vector<float> corner_sheet(const SheetCorners& corners, SheetSize size, PathMode mode);

// z of one place in it: x from left to right, y from top to bottom, 0…1. What a mouse drags.
std::vector<float> corner_sheet_at(const SheetCorners& corners, double x, double y, PathMode mode);

// origin + x·right + y·down, x and y evenly from `first` to `last`: two edits and both of them
// together (the J-diagram of White 2016, "Sampling Generative Networks"). A direction
// of zeros changes nothing along its axis; parallel directions make a sheet along one line.
struct SheetSpan {
    double first = 0.0;
    double last = 1.0;
};
std::vector<float> direction_sheet(std::span<const float> origin, std::span<const float> right,
                                   std::span<const float> down, SheetSize size, SheetSpan span);
// z of one place in it, as corner_sheet_at.
std::vector<float> direction_sheet_at(std::span<const float> origin, std::span<const float> right,
                                      std::span<const float> down, double x, double y,
                                      SheetSpan span);

}  // namespace zscope
