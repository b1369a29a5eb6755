// SPDX-License-Identifier: MIT
#include "core/surgery/region_mask.h"

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <map>
#include <utility>

#include "core/surgery/cell_shares.h"

namespace zscope {

namespace {

std::uint8_t& cell_at(MapMask& mask, std::int64_t x, std::int64_t y) {
    return mask.cells[static_cast<std::size_t>(y * mask.size + x)];
}

// Two borders that differ, from two places along one side.
std::pair<std::int64_t, std::int64_t> span_of(double a, double b, std::int64_t size) {
    const auto cells = static_cast<double>(size);
    const auto border = [&](double place) {
        return static_cast<std::int64_t>(std::llround(std::clamp(place, 0.0, 1.0) * cells));
    };
    const std::int64_t low = border(std::min(a, b)), high = border(std::max(a, b));
    if (low < high) return {low, high};
    const double middle = std::clamp((a + b) / 2, 0.0, 1.0) * cells;
    const auto cell = std::min(static_cast<std::int64_t>(middle), size - 1);
    return {cell, cell + 1};
}

// From a point to the nearest one of a line's, in cells.
double distance_to_line(double x, double y, ImagePoint from, ImagePoint to) {
    const double dx = to.x - from.x, dy = to.y - from.y;
    const double length = dx * dx + dy * dy;
    double t = 0.0;
    if (length > 0.0) t = std::clamp(((x - from.x) * dx + (y - from.y) * dy) / length, 0.0, 1.0);
    return std::hypot(x - from.x - t * dx, y - from.y - t * dy);
}

using Run = std::pair<std::int64_t, std::int64_t>;  // of marked cells in a row

std::vector<Run> runs_of(const MapMask& mask, std::int64_t y) {
    std::vector<Run> runs;
    for (std::int64_t x = 0; x < mask.size; ++x) {
        if (mask.cells[static_cast<std::size_t>(y * mask.size + x)] == 0) continue;
        if (runs.empty() || runs.back().second != x) runs.emplace_back(x, x);
        runs.back().second = x + 1;
    }
    return runs;
}

}  // namespace

MapMask empty_mask(std::int64_t size) {
    return {size, std::vector<std::uint8_t>(static_cast<std::size_t>(size * size))};
}

std::int64_t marked_cells(const MapMask& mask) {
    return std::ranges::count_if(mask.cells, [](std::uint8_t cell) { return cell != 0; });
}

CellBox box_between(ImagePoint from, ImagePoint to, std::int64_t size) {
    const auto [left, right] = span_of(from.x, to.x, size);
    const auto [top, bottom] = span_of(from.y, to.y, size);
    return {left, top, right, bottom};
}

void set_box(MapMask& mask, const CellBox& box, bool marked) {
    const auto inside = [&mask](std::int64_t at) {
        return std::clamp<std::int64_t>(at, 0, mask.size);
    };
    for (std::int64_t y = inside(box.top); y < inside(box.bottom); ++y) {
        for (std::int64_t x = inside(box.left); x < inside(box.right); ++x)
            cell_at(mask, x, y) = marked ? 1 : 0;
    }
}

void set_stroke(MapMask& mask, ImagePoint from, ImagePoint to, double radius, bool marked) {
    const auto cells = static_cast<double>(mask.size);
    const ImagePoint a{from.x * cells, from.y * cells}, b{to.x * cells, to.y * cells};
    for (std::int64_t y = 0; y < mask.size; ++y) {
        for (std::int64_t x = 0; x < mask.size; ++x) {
            const double middle_x = static_cast<double>(x) + 0.5;
            const double middle_y = static_cast<double>(y) + 0.5;
            if (distance_to_line(middle_x, middle_y, a, b) <= radius)
                cell_at(mask, x, y) = marked ? 1 : 0;
        }
    }
    const auto below_x = static_cast<std::int64_t>(std::floor(b.x));
    const auto below_y = static_cast<std::int64_t>(std::floor(b.y));
    if (std::min(below_x, below_y) >= 0 && std::max(below_x, below_y) < mask.size)
        cell_at(mask, below_x, below_y) = marked ? 1 : 0;
}

std::vector<CellBox> boxes_of(const MapMask& mask) {
    std::vector<CellBox> done;
    std::map<Run, CellBox> open;  // those that end at the row before, by their run
    for (std::int64_t y = 0; y < mask.size; ++y) {
        std::map<Run, CellBox> next;
        for (const Run& run : runs_of(mask, y)) {
            const auto above = open.find(run);
            CellBox box{run.first, y, run.second, y + 1};
            if (above != open.end()) {
                box.top = above->second.top;
                open.erase(above);
            }
            next.emplace(run, box);
        }
        for (const auto& [run, box] : open)
            done.push_back(box);
        open = std::move(next);
    }
    for (const auto& [run, box] : open)
        done.push_back(box);
    return done;
}

MapMask region_on_maps(const MapMask& region, std::int64_t size) {
    const std::vector<float> shares = cell_shares(region.cells, region.size, size);
    MapMask mask = empty_mask(size);
    std::ranges::transform(shares, mask.cells.begin(), [](float share) {
        return static_cast<std::uint8_t>(share >= 0.5F ? 1 : 0);
    });
    return mask;
}

}  // namespace zscope
