// SPDX-License-Identifier: MIT
#pragma once

#include <imgui.h>

#include <cstddef>
#include <functional>
#include <optional>
#include <string>

#include "ui/frame.h"
#include "ui/gl/tile_atlas.h"

namespace zscope::ui {

// A place on a sheet, 0…1 from the top left; the middles of its corner cells are 0 and 1.
struct SheetPlace {
    double x = 0.5, y = 0.5;
    bool operator==(const SheetPlace&) const = default;
};
// Of a square of `cells` × `cells` on the screen, `side` pixels: from a point in it, measured from
// the top left, and back. Pure.
SheetPlace place_under(ImVec2 point, float side, int cells);
ImVec2 point_of(const SheetPlace& place, float side, int cells);
// The middle of the cell that is nearest.
SheetPlace nearest_cell(const SheetPlace& place, int cells);

// The sheet as one surface: a click sets the place to a cell, a drag moves it freely. Ctrl-click
// selects a cell's sample, a double click opens it, the right click lists its verbs.
class SheetGrid {
  public:
    struct Event {
        std::optional<SheetPlace> place;  // moved to, in this frame
        bool active = false;              // in the hand
    };
    // Tiles 0…cells² − 1 of the atlas; `id` and `origin` of the sample of a cell.
    Event draw(Frame& frame, const TileAtlas& atlas, int cells, float side, const SheetPlace& place,
               const std::function<SampleId(std::size_t)>& id,
               const std::function<std::string(std::size_t)>& origin);

  private:
    void menu(Frame& frame, const std::function<SampleId(std::size_t)>& id,
              const std::function<std::string(std::size_t)>& origin);

    std::size_t menu_cell_ = 0;
};

}  // namespace zscope::ui
