// SPDX-License-Identifier: MIT
#pragma once

#include <cstdint>
#include <vector>

#include "core/model/edit.h"

namespace zscope {

// Regions that a person marks in an image: cells of a square mask that covers it. Pure.

// A place in the image: 0 … 1 from its top left corner.
struct ImagePoint {
    double x = 0.0, y = 0.0;
};
// Cells [left, right) × [top, bottom).
struct CellBox {
    std::int64_t left = 0, top = 0, right = 0, bottom = 0;
    bool operator==(const CellBox&) const = default;
};

MapMask empty_mask(std::int64_t size);
std::int64_t marked_cells(const MapMask& mask);

// The rectangle between two corners, in any order, its edges on the nearest borders of cells; never
// without a cell. What lies outside the image is left out.
CellBox box_between(ImagePoint from, ImagePoint to, std::int64_t size);
void set_box(MapMask& mask, const CellBox& box, bool marked = true);

// The cells whose middle a round brush touches on its way: at most `radius` cells from the line. A
// press marks at least the cell below it, if that is in the image.
void set_stroke(MapMask& mask, ImagePoint from, ImagePoint to, double radius, bool marked = true);

// Rectangles that cover what is marked, and nothing else, each cell once: row by row, equal runs of
// rows that follow each other joined. For drawing.
std::vector<CellBox> boxes_of(const MapMask& mask);

// The same region on maps of `size` cells a side: the cells of which it covers at least half. It
// may be empty there: what is small has no cell of its own on a coarse map.
MapMask region_on_maps(const MapMask& region, std::int64_t size);

}  // namespace zscope
