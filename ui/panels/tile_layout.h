// SPDX-License-Identifier: MIT
#pragma once

namespace zscope::ui {

// How a grid of `count` square tiles lies in a rectangle. Pure.
struct TileLayout {
    int columns = 1;
    float tile = 64.0F;  // side, screen pixels
};
// The largest tiles with which all of them are seen, a little smaller where that fills the last
// row; whole multiples of `native` pixels when
// `whole` and they are larger than that. Never under `smallest`, then the grid scrolls.
TileLayout fit_tiles(float width, float height, int count, float native, float gap, float smallest,
                     bool whole);
// A given size of the tiles: as many columns as the width takes, or a few less that fill every row.
TileLayout flow_tiles(float width, int count, float tile, float gap);

}  // namespace zscope::ui
