// SPDX-License-Identifier: MIT
#pragma once

#include <imgui.h>

namespace zscope::ui {

// How equal squares lie in a view that can be zoomed and moved; at zoom 1 all of them are seen.
// Places are from the view's upper left corner, in pixels. Pure.
struct MapsPlace {
    int count = 0;
    int columns = 1;
    float tile = 16.0F, gap = 2.0F;  // at zoom 1
    float zoom = 1.0F;               // 1 … kMostSheetZoom
    ImVec2 offset = ImVec2(0, 0);    // of the sheet's corner

    float side() const { return tile * zoom; }
    float step() const { return (tile + gap) * zoom; }
    ImVec2 corner(int index) const;
    ImVec2 extent() const;  // of the whole sheet
};
inline constexpr float kMostSheetZoom = 32.0F;

MapsPlace fit_sheet(ImVec2 view, int count, float gap);
// `factor` times larger with the point under the mouse staying where it is; the sheet never leaves
// the view.
MapsPlace zoom_sheet(MapsPlace place, ImVec2 view, ImVec2 mouse, float factor);
MapsPlace move_sheet(MapsPlace place, ImVec2 view, ImVec2 by);
// Moved as little as it takes to see the square.
MapsPlace show_tile(MapsPlace place, ImVec2 view, int index);
// Whether any of it is in the view, or within one step around it: where the keyboard goes next.
bool near_view(const MapsPlace& place, ImVec2 view, int index);

}  // namespace zscope::ui
