// SPDX-License-Identifier: MIT
#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "core/surgery/unit_facts.h"

namespace zscope {

// Of the cells of one feature map of one sample.
struct MapStatistics {
    double mean = 0.0;
    double deviation = 0.0;
    double lowest = 0.0, highest = 0.0;
    double zeros = 0.0;  // share of the cells that are 0
};
MapStatistics map_statistics(std::span<const float> map);
// Of each of `count` maps, one after another in `maps`.
std::vector<MapStatistics> all_map_statistics(std::span<const float> maps, std::int64_t count);

enum class MapOrder { number, activation, variance, highest, effect };
// The units as a sheet shows them: by number, or the largest first; equal ones by number. `facts`:
// for MapOrder::effect only; without them, or of another number of units: by number.
std::vector<std::int64_t> order_of_units(std::span<const MapStatistics> statistics, MapOrder order,
                                         const BlockFacts* facts);

// How many cells lie in each of `bins` equal parts of lowest … highest; all in the first if those
// are equal. Cells that are not finite are left out.
std::vector<std::int64_t> cell_histogram(std::span<const float> map, double lowest, double highest,
                                         std::int64_t bins);

// Two-dimensional power spectrum of a map: |DFT|² / size⁴, (size, size), zero frequency at row and
// column size / 2. A constant c gives c² there and 0 elsewhere; all values together are the mean
// square of the cells (Parseval).
std::vector<float> power_spectrum(std::span<const float> map, std::int64_t size);

}  // namespace zscope
