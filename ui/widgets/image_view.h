// SPDX-License-Identifier: MIT
#pragma once

#include <imgui.h>

#include "ui/gl/tile_atlas.h"

namespace zscope::ui {

// How an image lies in its view: `scale` screen pixels per image pixel, `offset` of the image's
// middle from the view's, in screen pixels. Pure.
struct ImagePlace {
    float scale = 1.0F;
    ImVec2 offset = ImVec2(0, 0);
};
// As large as fits; whole multiples from 1 on when `whole` (nearest neighbour looks even then).
ImagePlace fit_image(ImVec2 view, ImVec2 image, bool whole);
// `factor` times larger with the point under the mouse staying where it is. `mouse` is measured
// from the view's middle. Between 0.25 and 64; snaps to whole numbers from 1 on when `whole`.
ImagePlace zoom_image(const ImagePlace& place, ImVec2 mouse, float factor, bool whole);

// One large image: wheel zooms at the pointer, the middle button pans, F fits. View state only.
class ImageView {
  public:
    bool smooth = false;  // linear instead of nearest; the caller sets it on the atlas

    // An item of `size`; the image of `tile`, or neutral ground while there is none.
    // True while the mouse is on it.
    bool draw(const char* id, const TileAtlas& atlas, std::size_t tile, ImVec2 size);
    void fit() { fitted_ = true; }
    bool fitted() const { return fitted_; }
    float scale() const { return place_.scale; }
    bool under_mouse() const { return hovered_; }  // when it was drawn last

  private:
    void steer(ImVec2 low, ImVec2 size);

    bool fitted_ = true;
    bool hovered_ = false;
    ImagePlace place_;
};

}  // namespace zscope::ui
