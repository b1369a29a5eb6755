// SPDX-License-Identifier: MIT
#include "core/surgery/region_mask.h"

#include <doctest/doctest.h>

#include <cmath>
#include <random>
#include <string>

using namespace zscope;

namespace {

// Rows of '#' and '.', as one reads them.
MapMask drawn(const std::vector<std::string>& rows) {
    MapMask mask = empty_mask(static_cast<std::int64_t>(rows.size()));
    for (std::size_t y = 0; y < rows.size(); ++y) {
        for (std::size_t x = 0; x < rows.size(); ++x)
            mask.cells[y * rows.size() + x] = rows[y][x] == '#' ? 1 : 0;
    }
    return mask;
}

MapMask random_mask(std::int64_t size, std::uint32_t seed) {
    std::mt19937 random(seed);
    MapMask mask = empty_mask(size);
    for (std::uint8_t& cell : mask.cells)
        cell = random() % 3 == 0 ? 1 : 0;
    return mask;
}

}  // namespace

TEST_CASE("a box lies on the nearest borders of cells, whichever corner it was begun at") {
    const CellBox box{1, 2, 3, 4};
    CHECK(box_between({0.24, 0.51}, {0.76, 0.97}, 4) == box);
    CHECK(box_between({0.76, 0.97}, {0.24, 0.51}, 4) == box);
    CHECK(box_between({0.76, 0.51}, {0.24, 0.97}, 4) == box);
    // Dragged out of the image: up to its border.
    CHECK(box_between({-3.0, 0.5}, {7.0, 2.0}, 4) == CellBox{0, 2, 4, 4});
}

TEST_CASE("a box too thin for a border on either side is the cell that it is in") {
    CHECK(box_between({0.30, 0.55}, {0.31, 0.56}, 4) == CellBox{1, 2, 2, 3});
    CHECK(box_between({1.0, 1.0}, {1.0, 1.0}, 4) == CellBox{3, 3, 4, 4});
    CHECK(box_between({5.0, -5.0}, {5.0, -5.0}, 4) == CellBox{3, 0, 4, 1});
}

TEST_CASE("a box is set and taken away, and what leaves the mask is left out") {
    MapMask mask = empty_mask(4);
    set_box(mask, {1, 1, 3, 9});
    CHECK(mask == drawn({"....", ".##.", ".##.", ".##."}));
    set_box(mask, {-2, 2, 2, 3}, false);
    CHECK(mask == drawn({"....", ".##.", "..#.", ".##."}));
    CHECK(marked_cells(mask) == 5);
}

TEST_CASE("a stroke marks the cells whose middle is within its radius of the way") {
    const std::int64_t size = 32;
    const ImagePoint from{0.2, 0.3}, to{0.7, 0.6};
    MapMask mask = empty_mask(size);
    set_stroke(mask, from, to, 2.0);
    // The way as 20,000 points: the same cells, but for those within a thousandth of the border.
    for (std::int64_t y = 0; y < size; ++y) {
        for (std::int64_t x = 0; x < size; ++x) {
            double nearest = 1e9;
            for (int i = 0; i <= 20000; ++i) {
                const double t = i / 20000.0;
                const double px = 32 * (from.x + t * (to.x - from.x));
                const double py = 32 * (from.y + t * (to.y - from.y));
                const auto mx = static_cast<double>(x) + 0.5, my = static_cast<double>(y) + 0.5;
                nearest = std::min(nearest, std::hypot(mx - px, my - py));
            }
            if (std::abs(nearest - 2.0) < 1e-3) continue;
            const bool marked = mask.cells[static_cast<std::size_t>(y * size + x)] != 0;
            CHECK_MESSAGE(marked == (nearest < 2.0), "cell " << x << ", " << y);
        }
    }
    MapMask gone = mask;
    set_stroke(gone, from, to, 2.0, false);
    CHECK(marked_cells(gone) == 0);
}

TEST_CASE("a press of the smallest brush marks the cell below it, outside the image none") {
    MapMask mask = empty_mask(4);
    set_stroke(mask, {0.26, 0.99}, {0.26, 0.99}, 0.1);
    CHECK(mask == drawn({"....", "....", "....", ".#.."}));
    MapMask outside = empty_mask(4);
    set_stroke(outside, {1.2, 0.5}, {1.2, 0.5}, 0.1);
    CHECK(marked_cells(outside) == 0);
}

TEST_CASE("the boxes of a mask cover what is marked once and nothing else") {
    const MapMask mask = drawn({"##..", "##.#", "...#", "##.#"});
    const auto boxes = boxes_of(mask);
    CHECK(boxes.size() == 3);  // what one sees in it
    for (const std::uint32_t seed : {1U, 2U, 3U}) {
        const MapMask noise = random_mask(32, seed);
        MapMask covered = empty_mask(32);
        std::int64_t cells = 0;
        for (const CellBox& box : boxes_of(noise)) {
            set_box(covered, box);
            cells += (box.right - box.left) * (box.bottom - box.top);
        }
        CHECK(covered == noise);
        CHECK(cells == marked_cells(noise));
    }
    CHECK(boxes_of(empty_mask(32)).empty());
}

TEST_CASE("on maps a region has the cells that it covers at least half") {
    // 4 → 2: of the four cells of each, 4, 2, 1 and 0 are marked.
    const MapMask region = drawn({"####", "##..", "#...", "...."});
    CHECK(region_on_maps(region, 2) == drawn({"##", ".."}));
    // 4 → 4 is the same; 4 → 8 takes each cell four times.
    CHECK(region_on_maps(region, 4) == region);
    const MapMask fine = region_on_maps(region, 8);
    CHECK(marked_cells(fine) == 4 * marked_cells(region));
    CHECK(region_on_maps(fine, 4) == region);
    // 3 → 2: the cell in the middle is a quarter in each; a column of it is half covered.
    CHECK(marked_cells(region_on_maps(drawn({"...", ".#.", "..."}), 2)) == 0);
    CHECK(region_on_maps(drawn({"##.", "##.", "..."}), 2) == drawn({"#.", ".."}));
}
