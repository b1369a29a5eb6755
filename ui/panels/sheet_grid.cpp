// SPDX-License-Identifier: MIT
#include "ui/panels/sheet_grid.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "ui/theme.h"
#include "ui/widgets/sample_card.h"
#include "ui/widgets/text.h"

namespace zscope::ui {

namespace {

double share_of(float point, float side, int cells) {
    const double cell = static_cast<double>(point) / side * cells - 0.5;
    return std::clamp(cell / (cells - 1), 0.0, 1.0);
}

std::size_t cell_at(const SheetPlace& place, int cells) {
    const auto column = static_cast<std::size_t>(std::lround(place.x * (cells - 1)));
    const auto row = static_cast<std::size_t>(std::lround(place.y * (cells - 1)));
    return row * static_cast<std::size_t>(cells) + column;
}

void draw_cells(ImDrawList& draw, const TileAtlas& atlas, int cells, ImVec2 low, float side) {
    const float cell = side / static_cast<float>(cells);
    for (int row = 0; row < cells; ++row) {
        for (int column = 0; column < cells; ++column) {
            const auto tile = static_cast<std::size_t>(row * cells + column);
            const ImVec2 from(std::round(low.x + cell * static_cast<float>(column)),
                              std::round(low.y + cell * static_cast<float>(row)));
            const ImVec2 to(std::round(low.x + cell * static_cast<float>(column + 1)) - 1,
                            std::round(low.y + cell * static_cast<float>(row + 1)) - 1);
            if (atlas.has(tile)) {
                draw.AddImage(atlas.texture(), from, to, atlas.uv_min(tile), atlas.uv_max(tile));
            } else {
                draw.AddRectFilled(from, to, ImGui::ColorConvertFloat4ToU32(palette().raised));
            }
        }
    }
}

// Seen on dark and on light images.
void draw_mark(ImDrawList& draw, ImVec2 at) {
    const float radius = dp(8);
    draw.AddCircle(at, radius, IM_COL32(0, 0, 0, 255), 0, dp(4));
    draw.AddCircle(at, radius, ImGui::ColorConvertFloat4ToU32(palette().accent), 0, dp(2));
}

}  // namespace

SheetPlace place_under(ImVec2 point, float side, int cells) {
    return {share_of(point.x, side, cells), share_of(point.y, side, cells)};
}

ImVec2 point_of(const SheetPlace& place, float side, int cells) {
    const auto along = [&](double share) {
        return static_cast<float>((share * (cells - 1) + 0.5) / cells * side);
    };
    return {along(place.x), along(place.y)};
}

SheetPlace nearest_cell(const SheetPlace& place, int cells) {
    const auto snapped = [&](double share) {
        return std::round(share * (cells - 1)) / (cells - 1);
    };
    return {snapped(place.x), snapped(place.y)};
}

SheetGrid::Event SheetGrid::draw(Frame& frame, const TileAtlas& atlas, int cells, float side,
                                 const SheetPlace& place,
                                 const std::function<SampleId(std::size_t)>& id,
                                 const std::function<std::string(std::size_t)>& origin) {
    const ImVec2 low = ImGui::GetCursorScreenPos();
    ImGui::InvisibleButton("sheet", ImVec2(side, side), ImGuiButtonFlags_EnableNav);
    ImDrawList& list = *ImGui::GetWindowDrawList();
    draw_cells(list, atlas, cells, low, side);
    const ImVec2 mark = point_of(place, side, cells);
    draw_mark(list, ImVec2(low.x + mark.x, low.y + mark.y));
    const ImGuiIO& io = ImGui::GetIO();
    const SheetPlace under =
        place_under(ImVec2(io.MousePos.x - low.x, io.MousePos.y - low.y), side, cells);
    const std::size_t cell = cell_at(under, cells);
    Event event;
    const bool held = ImGui::IsItemActive() && ImGui::IsMouseDown(ImGuiMouseButton_Left);
    if (ImGui::IsItemHovered() && ImGui::IsMouseDoubleClicked(ImGuiMouseButton_Left)) {
        frame.out.act(SelectionChange{SelectHow::replace, {id(cell)}});
        frame.out.wish(ShowPanel{"inspector"});
    } else if (held && io.KeyCtrl) {
        if (ImGui::IsItemActivated()) frame.out.act(SelectionChange{SelectHow::toggle, {id(cell)}});
    } else if (held) {
        const bool dragging = ImGui::IsMouseDragging(ImGuiMouseButton_Left);
        const SheetPlace there = dragging ? under : nearest_cell(under, cells);
        event.active = true;
        if (there != place) event.place = there;
    }
    if (!ImGui::IsAnyMouseDown() && ImGui::BeginItemTooltip()) {
        ImGui::TextUnformatted(origin(cell).c_str());
        small_muted(
            "Click: show it large · drag: move over the sheet · Ctrl-click: select · "
            "double-click: open · right click: all verbs");
        ImGui::EndTooltip();
    }
    if (ImGui::IsItemClicked(ImGuiMouseButton_Right)) menu_cell_ = cell;
    menu(frame, id, origin);
    return event;
}

void SheetGrid::menu(Frame& frame, const std::function<SampleId(std::size_t)>& id,
                     const std::function<std::string(std::size_t)>& origin) {
    if (!ImGui::BeginPopupContextItem("verbs")) return;
    small_muted(origin(menu_cell_));
    ImGui::Separator();
    if (ImGui::MenuItem("Add to the selection", "Ctrl-click")) {
        frame.out.act(SelectionChange{SelectHow::add, {id(menu_cell_)}});
    }
    sample_verbs(frame, id(menu_cell_));
    ImGui::EndPopup();
}

}  // namespace zscope::ui
