// SPDX-License-Identifier: MIT
#include "ui/panels/tile_layout.h"

#include <algorithm>
#include <cmath>

namespace zscope::ui {

namespace {

// So much of the size, or of the columns, is given up for a last row that is full.
constexpr float kWorthFilling = 0.7F;

}  // namespace

TileLayout fit_tiles(float width, float height, int count, float native, float gap, float smallest,
                     bool whole) {
    TileLayout best{1, 0.0F}, full{1, 0.0F};
    for (int columns = 1; columns <= count; ++columns) {
        const int rows = (count + columns - 1) / columns;
        const float wide =
            (width - gap * static_cast<float>(columns - 1)) / static_cast<float>(columns);
        const float high = (height - gap * static_cast<float>(rows - 1)) / static_cast<float>(rows);
        const float tile = std::floor(std::min(wide, high));
        if (tile > best.tile) best = {columns, tile};
        if (count % columns == 0 && tile > full.tile) full = {columns, tile};
    }
    if (full.tile >= kWorthFilling * best.tile && full.tile >= smallest) best = full;
    if (whole && native > 0 && best.tile >= native) {
        return {best.columns, std::floor(best.tile / native) * native};
    }
    return best.tile >= smallest ? best : flow_tiles(width, count, smallest, gap);
}

TileLayout flow_tiles(float width, int count, float tile, float gap) {
    const int columns =
        std::clamp(static_cast<int>((width + gap) / (tile + gap)), 1, std::max(1, count));
    const int fewest = static_cast<int>(std::ceil(kWorthFilling * static_cast<float>(columns)));
    for (int fewer = columns; fewer >= fewest; --fewer) {
        if (count % fewer == 0) return {fewer, tile};
    }
    return {columns, tile};
}

}  // namespace zscope::ui
