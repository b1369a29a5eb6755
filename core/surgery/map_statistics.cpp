// SPDX-License-Identifier: MIT
#include "core/surgery/map_statistics.h"

#include <unsupported/Eigen/FFT>

#include <algorithm>
#include <cmath>
#include <complex>
#include <cstddef>
#include <numeric>

#include "core/base/check.h"

namespace zscope {

namespace {

using Line = std::vector<std::complex<double>>;

double key_of(const MapStatistics& map, MapOrder order) {
    const double key = order == MapOrder::activation ? map.mean
                       : order == MapOrder::variance ? map.deviation
                                                     : map.highest;
    return std::isnan(key) ? -HUGE_VAL : key;  // an order needs every value comparable
}

// Each line in place: rows with step 1, columns with step `size`.
void transform_lines(Line& cells, std::int64_t size, std::int64_t next, std::int64_t step) {
    if (size == 1) return;  // its own transform, which Eigen's FFT cannot do
    Eigen::FFT<double> fft;
    Line line(static_cast<std::size_t>(size)), out;
    for (std::int64_t i = 0; i < size; ++i) {
        for (std::int64_t k = 0; k < size; ++k)
            line[static_cast<std::size_t>(k)] =
                cells[static_cast<std::size_t>(i * next + k * step)];
        fft.fwd(out, line);
        for (std::int64_t k = 0; k < size; ++k)
            cells[static_cast<std::size_t>(i * next + k * step)] = out[static_cast<std::size_t>(k)];
    }
}

}  // namespace

MapStatistics map_statistics(std::span<const float> map) {
    if (map.empty()) return {};
    MapStatistics result;
    result.lowest = result.highest = map.front();
    double sum = 0.0;
    std::int64_t zeros = 0;
    for (const float cell : map) {
        sum += cell;
        zeros += cell == 0.0F ? 1 : 0;
        result.lowest = std::min(result.lowest, static_cast<double>(cell));
        result.highest = std::max(result.highest, static_cast<double>(cell));
    }
    const auto count = static_cast<double>(map.size());
    result.mean = sum / count;
    double squares = 0.0;
    for (const float cell : map)
        squares += (cell - result.mean) * (cell - result.mean);
    result.deviation = std::sqrt(squares / count);
    result.zeros = static_cast<double>(zeros) / count;
    return result;
}

std::vector<MapStatistics> all_map_statistics(std::span<const float> maps, std::int64_t count) {
    ZSCOPE_CHECK(count > 0 && std::ssize(maps) % count == 0, "{} cells for {} maps", maps.size(),
                 count);
    const std::size_t cells = maps.size() / static_cast<std::size_t>(count);
    std::vector<MapStatistics> all;
    for (std::size_t first = 0; first < maps.size(); first += cells)
        all.push_back(map_statistics(maps.subspan(first, cells)));
    return all;
}

std::vector<std::int64_t> order_of_units(std::span<const MapStatistics> statistics, MapOrder order,
                                         const BlockFacts* facts) {
    std::vector<std::int64_t> units(statistics.size());
    std::iota(units.begin(), units.end(), std::int64_t{0});
    const bool known = facts != nullptr && facts->units.size() == statistics.size();
    if (order == MapOrder::number || (order == MapOrder::effect && !known)) return units;
    std::ranges::stable_sort(units, std::greater{}, [&](std::int64_t unit) {
        const auto at = static_cast<std::size_t>(unit);
        return order == MapOrder::effect ? facts->units[at].effect : key_of(statistics[at], order);
    });
    return units;
}

std::vector<std::int64_t> cell_histogram(std::span<const float> map, double lowest, double highest,
                                         std::int64_t bins) {
    ZSCOPE_CHECK(bins > 0, "{} bins", bins);
    std::vector<std::int64_t> counts(static_cast<std::size_t>(bins), 0);
    const double range = highest - lowest;
    for (const float cell : map) {
        if (!std::isfinite(cell)) continue;
        const double share = range > 0.0 ? (cell - lowest) / range : 0.0;
        const auto bin = static_cast<std::int64_t>(share * static_cast<double>(bins));
        ++counts[static_cast<std::size_t>(std::clamp<std::int64_t>(bin, 0, bins - 1))];
    }
    return counts;
}

std::vector<float> power_spectrum(std::span<const float> map, std::int64_t size) {
    ZSCOPE_CHECK(size > 0 && std::ssize(map) == size * size, "{} cells, {} a side", map.size(),
                 size);
    Line cells(map.begin(), map.end());
    transform_lines(cells, size, size, 1);
    transform_lines(cells, size, 1, size);
    const auto all = static_cast<double>(size * size);
    std::vector<float> power(map.size());
    for (std::int64_t row = 0; row < size; ++row) {
        for (std::int64_t column = 0; column < size; ++column) {
            const std::int64_t to = (row + size / 2) % size * size + (column + size / 2) % size;
            const auto from = static_cast<std::size_t>(row * size + column);
            power[static_cast<std::size_t>(to)] =
                static_cast<float>(std::norm(cells[from]) / (all * all));
        }
    }
    return power;
}

}  // namespace zscope
