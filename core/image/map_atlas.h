// SPDX-License-Identifier: MIT
#pragma once

#include <cstdint>
#include <span>

#include "core/image/image.h"

namespace zscope {

// How the cells of feature maps become colours.
struct MapColours {
    bool with_sign = false;  // blue, neutral at 0, vermilion; else viridis from 0 on
    bool alike = false;      // one scale for all maps; else each map's largest cell is the end
    bool operator==(const MapColours&) const = default;
};

// All maps of a block in one image, so that they take one texture: map u at column u mod columns,
// row u / columns, in the order of the units. How they are arranged on the screen is another thing.
struct MapAtlas {
    ImageRgba8 image;
    std::int64_t columns = 1;
};
// maps: (count, size, size), row-major. Cells that are not finite are drawn as 0.
MapAtlas map_atlas(std::span<const float> maps, std::int64_t count, std::int64_t size,
                   MapColours colours);

// Where in an image of side × side pixels a map is active: warm colour, the more opaque the larger
// a cell is by size, between 0 and the largest. map: (size, size). Between the middles of cells
// values are interpolated, as DCGAN's cells lie evenly over the image.
ImageRgba8 footprint(std::span<const float> map, std::int64_t size, int side);

}  // namespace zscope
