// SPDX-License-Identifier: MIT
#pragma once

#include <imgui.h>

#include <string>

#include "ui/frame.h"
#include "ui/panels/tile_layout.h"

namespace zscope::ui {

// Two models on the same z: what can be drawn, and where. Pure.

// Why these two cannot draw the same z; empty if they can.
std::string why_not_same_z(const ModelView& first, const ModelView& second);

// What holds for the second although it can be drawn: a prior that it was not trained on.
std::string same_z_caveat(const ModelView& first, const ModelView& second);

// Two grids of the same tiles: beside each other, or each row of the second right below that of the
// first. Tile i of one always has tile i of the other at the same place of its grid.
struct PairLayout {
    bool beside = true;
    TileLayout tiles;
    float half = 0.0F;  // beside: where the second grid begins
    float gap = 4.0F;   // between tiles; rows of a pair are as near, pairs three times as far
};
// `zoom` 0: the largest tiles with which all `count` are seen, in the arrangement that shows them
// larger; else tiles of `native` · zoom pixels, and it scrolls.
PairLayout pair_layout(ImVec2 room, int count, float native, double zoom, float gap,
                       float smallest);
// One grid, where both models' tiles lie at the same place: what a wipe draws. As pair_layout.
PairLayout one_layout(ImVec2 room, int count, float native, double zoom, float gap, float smallest);
// Width and height of all tiles of one grid, from the corner of its first. Pure.
ImVec2 tiles_size(const PairLayout& layout, int count);
// The upper left corner of a tile, from that of both grids.
ImVec2 pair_place(const PairLayout& layout, bool second, int index);

}  // namespace zscope::ui
