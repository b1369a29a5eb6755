// SPDX-License-Identifier: MIT
#include "ui/panels/compare_view.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

namespace zscope::ui {

namespace {

// One above the other is harder to read: it must show this much more.
constexpr float kWorthStacking = 1.2F;

}  // namespace

std::string why_not_same_z(const ModelView& first, const ModelView& second) {
    if (first.labels != second.labels) {
        return fmt::format(
            "{} was trained with {} labels, {} with {}: the label is a part of what a model is "
            "given, so this cannot be the same z. Choose a model with as many labels.",
            first.name, first.labels, second.name, second.labels);
    }
    if (first.nz == second.nz) return {};
    return fmt::format(
        "z of {} has {} numbers, that of {} has {}: a z of another length cannot be the same z. "
        "Choose a model with the same length.",
        first.name, first.nz, second.name, second.nz);
}

std::string same_z_caveat(const ModelView& first, const ModelView& second) {
    if (first.prior == second.prior) return {};
    return fmt::format("These z are {}; {} was trained on {} ones.", first.prior, second.name,
                       second.prior);
}

PairLayout pair_layout(ImVec2 room, int count, float native, double zoom, float gap,
                       float smallest) {
    const float middle = 4 * gap;
    const float half = std::floor((room.x - middle) / 2);
    PairLayout beside{true, {}, half + middle, gap}, stacked{false, {}, 0, gap};
    if (zoom > 0) {
        const auto tile = static_cast<float>(std::max(8.0, native * zoom));
        beside.tiles = flow_tiles(half, count, tile, gap);
        stacked.tiles = flow_tiles(room.x, count, tile, gap);
        return half >= tile && room.x >= room.y ? beside : stacked;
    }
    beside.tiles = fit_tiles(half, room.y, count, native, gap, smallest, false);
    stacked.tiles = fit_tiles(room.x, room.y / 2, count, native, 2 * gap, smallest, false);
    return stacked.tiles.tile > kWorthStacking * beside.tiles.tile ? stacked : beside;
}

PairLayout one_layout(ImVec2 room, int count, float native, double zoom, float gap,
                      float smallest) {
    PairLayout layout{true, {}, 0, gap};
    const auto tile = static_cast<float>(std::max(8.0, native * zoom));
    layout.tiles = zoom > 0 ? flow_tiles(room.x, count, tile, gap)
                            : fit_tiles(room.x, room.y, count, native, gap, smallest, false);
    return layout;
}

ImVec2 tiles_size(const PairLayout& layout, int count) {
    const int columns = std::max(1, std::min(layout.tiles.columns, count));
    const int rows = std::max(1, (count + columns - 1) / columns);
    const float step = layout.tiles.tile + layout.gap;
    return {static_cast<float>(columns) * step - layout.gap,
            static_cast<float>(rows) * step - layout.gap};
}

ImVec2 pair_place(const PairLayout& layout, bool second, int index) {
    const float step = layout.tiles.tile + layout.gap;
    const int columns = layout.tiles.columns, whole_rows = index / columns;
    const auto column = static_cast<float>(index % columns);
    const auto row = static_cast<float>(whole_rows);
    if (layout.beside) return {column * step + (second ? layout.half : 0), row * step};
    const float pair = 2 * step + 2 * layout.gap;
    return {column * step, row * pair + (second ? step : 0)};
}

}  // namespace zscope::ui
