// SPDX-License-Identifier: MIT
#pragma once

#include <imgui.h>

#include <array>
#include <cstddef>
#include <optional>

#include "core/surgery/region_mask.h"
#include "ui/gl/tile_atlas.h"

namespace zscope::ui {

// An image to mark a region in, with a box, a brush or an eraser, on kRegionCells cells a side.
// What is being drawn is view state; the region comes out when the mouse is let go.
class RegionPainter {
  public:
    enum class Tool { box, brush, eraser };

    void tools();  // a line of controls: which tool, how thick, in which colour
    // An item of side × side: the image of `tile` with `region` over it (null: none). Once a
    // gesture is over, the region as it is then.
    std::optional<MapMask> draw(const TileAtlas& atlas, std::size_t tile, float side,
                                const MapMask* region);
    Tool tool() const { return tool_; }
    void set_tool(Tool tool) { tool_ = tool; }

    // A region over an image that has been drawn from `low` to `high`.
    void overlay(ImVec2 low, ImVec2 high, const MapMask& region) const;

  private:
    void move(ImagePoint to);

    Tool tool_ = Tool::box;
    double thickness_ = 2.0;                       // of the brush, in cells
    std::array<float, 3> colour_{1, 0.85F, 0.2F};  // of the overlay
    std::optional<MapMask> begun_;                 // the region when the gesture began
    MapMask drawing_;                              // as it is now
    ImagePoint from_, last_;
};

}  // namespace zscope::ui
