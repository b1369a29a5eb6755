// SPDX-License-Identifier: MIT
#include "ui/panels/maps_layout.h"

#include <algorithm>
#include <cmath>

namespace zscope::ui {

namespace {

// Along one axis: at the start if all of it is seen, else without an empty margin.
float kept(float offset, float view, float extent) {
    return extent <= view ? 0.0F : std::clamp(offset, view - extent, 0.0F);
}

MapsPlace kept_in(MapsPlace place, ImVec2 view) {
    const ImVec2 extent = place.extent();
    place.offset =
        ImVec2(kept(place.offset.x, view.x, extent.x), kept(place.offset.y, view.y, extent.y));
    return place;
}

// How far to move so that from … to lies within 0 … view; its beginning, if it is longer.
float into_view(float from, float to, float view) {
    if (from < 0.0F || to - from > view) return -from;
    return to > view ? view - to : 0.0F;
}

}  // namespace

ImVec2 MapsPlace::corner(int index) const {
    const int row = index / columns;
    return {offset.x + static_cast<float>(index % columns) * step(),
            offset.y + static_cast<float>(row) * step()};
}

ImVec2 MapsPlace::extent() const {
    const int rows = (count + columns - 1) / columns;
    return {static_cast<float>(columns) * step(), static_cast<float>(rows) * step()};
}

MapsPlace fit_sheet(ImVec2 view, int count, float gap) {
    MapsPlace place;
    place.count = count;
    place.gap = gap;
    place.tile = 1.0F;
    for (int columns = 1; columns <= count; ++columns) {
        const int rows = (count + columns - 1) / columns;
        const float tile = std::floor(
            std::min(view.x / static_cast<float>(columns), view.y / static_cast<float>(rows)) -
            gap);
        if (tile <= place.tile) continue;
        place.columns = columns;
        place.tile = tile;
    }
    return place;
}

MapsPlace zoom_sheet(MapsPlace place, ImVec2 view, ImVec2 mouse, float factor) {
    const float zoom = std::clamp(place.zoom * factor, 1.0F, kMostSheetZoom);
    const float grown = zoom / place.zoom;
    place.offset = ImVec2(mouse.x - (mouse.x - place.offset.x) * grown,
                          mouse.y - (mouse.y - place.offset.y) * grown);
    place.zoom = zoom;
    return kept_in(place, view);
}

MapsPlace move_sheet(MapsPlace place, ImVec2 view, ImVec2 by) {
    place.offset = ImVec2(place.offset.x + by.x, place.offset.y + by.y);
    return kept_in(place, view);
}

MapsPlace show_tile(MapsPlace place, ImVec2 view, int index) {
    const ImVec2 low = place.corner(index);
    return move_sheet(place, view,
                      ImVec2(into_view(low.x, low.x + place.side(), view.x),
                             into_view(low.y, low.y + place.side(), view.y)));
}

bool near_view(const MapsPlace& place, ImVec2 view, int index) {
    const ImVec2 low = place.corner(index);
    const float around = place.step();
    return low.x + place.side() > -around && low.y + place.side() > -around &&
           low.x < view.x + around && low.y < view.y + around;
}

}  // namespace zscope::ui
