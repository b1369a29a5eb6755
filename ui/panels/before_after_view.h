// SPDX-License-Identifier: MIT
#pragma once

#include <imgui.h>

#include <cstddef>
#include <memory>
#include <string>
#include <vector>

#include "core/messages/render.h"
#include "ui/gl/tile_atlas.h"

namespace zscope::ui {

// `count` equal squares with a line of words above each, as large as the room takes. Pure.
struct SquaresLayout {
    int columns = 1;
    float side = 0.0F;
    float caption = 0.0F;  // height of the words above a square
    float gap = 8.0F;
    // The upper left corner of a square, from that of the room; the words are right above it.
    ImVec2 corner(int index) const;
};
SquaresLayout square_layout(ImVec2 room, int count, float caption, float gap);

// What the edits changed in each image: share of black to white, mean over the image. Pure.
struct ChangeFigures {
    std::vector<double> each;
    double mean = 0.0, least = 0.0, most = 0.0;
};
ChangeFigures change_figures(std::vector<double> each);
// "changed by 3.2 %", of several "changed by 3.2 % on average, 1.1 … 7.0 %". Pure.
std::string change_text(const ChangeFigures& figures);

// The difference between the same images without and with the edits, image by image. Of a model in
// training, only images of the same step are compared: else the step would count as the edits'.
class EditDifference {
  public:
    // True: `maps` and `figures` are of these two results; false: they are of an earlier pair.
    bool take(const RenderResult* without, const RenderResult* with);
    TileAtlas& maps() { return maps_; }
    const ChangeFigures& figures() const { return figures_; }

  private:
    std::vector<std::shared_ptr<const ImageRgba8>> without_, with_;
    TileAtlas maps_;
    ChangeFigures figures_;
};

}  // namespace zscope::ui
