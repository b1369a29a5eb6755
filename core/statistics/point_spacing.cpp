// SPDX-License-Identifier: MIT
#include "core/statistics/point_spacing.h"

#include <algorithm>
#include <cmath>
#include <limits>
#include <unordered_map>

#include "core/base/check.h"

namespace zscope {

namespace {

constexpr double kFiner = 1.25;   // from one side that is handed out to the next smaller one
constexpr double kFinest = 1e-5;  // of the whole extent: nearer points count as one place

struct Point {
    double x, y;
};

double apart(Point a, Point b) {
    return std::max(std::abs(a.x - b.x), std::abs(a.y - b.y));
}

// Points by the cell of a grid that they lie in: whoever is nearer than a cell's side to a point
// lies in one of nine cells.
class Cells {
  public:
    explicit Cells(double side) : side_(side) {}

    void add(Point point) { cells_[key(cell(point.x), cell(point.y))].push_back(point); }
    bool has_within(Point point, double distance) const {
        for (std::int64_t dx = -1; dx <= 1; ++dx) {
            for (std::int64_t dy = -1; dy <= 1; ++dy) {
                const auto found = cells_.find(key(cell(point.x) + dx, cell(point.y) + dy));
                if (found == cells_.end()) continue;
                for (const Point& other : found->second) {
                    if (apart(point, other) < distance) return true;
                }
            }
        }
        return false;
    }

  private:
    std::int64_t cell(double value) const {
        return static_cast<std::int64_t>(std::floor(value / side_));
    }
    static std::int64_t key(std::int64_t x, std::int64_t y) { return x * 0x100000001LL + y; }

    double side_;
    std::unordered_map<std::int64_t, std::vector<Point>> cells_;
};

}  // namespace

std::vector<float> point_spacing(std::span<const float> points) {
    ZSCOPE_CHECK(points.size() % 2 == 0, "{} numbers are no points", points.size());
    std::vector<Point> all(points.size() / 2);
    std::vector<float> spacing(all.size(), 0.0F);
    if (all.empty()) return spacing;
    double extent = 0.0;
    for (std::size_t i = 0; i < all.size(); ++i) {
        all[i] = {points[2 * i], points[2 * i + 1]};
        ZSCOPE_CHECK(std::isfinite(all[i].x) && std::isfinite(all[i].y), "point {}", i);
        extent = std::max(extent, apart(all[i], all[0]));
    }
    spacing[0] = std::numeric_limits<float>::infinity();
    std::vector<std::size_t> chosen{0};
    // From large sides to small ones; who has a square keeps it.
    for (double side = extent; side > kFinest * extent && chosen.size() < all.size();
         side /= kFiner) {
        Cells cells(side);
        for (const std::size_t i : chosen)
            cells.add(all[i]);
        for (std::size_t i = 0; i < all.size(); ++i) {
            if (spacing[i] > 0.0F || cells.has_within(all[i], side)) continue;
            spacing[i] = static_cast<float>(side);
            cells.add(all[i]);
            chosen.push_back(i);
        }
    }
    return spacing;
}

}  // namespace zscope
