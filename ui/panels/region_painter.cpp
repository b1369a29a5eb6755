// SPDX-License-Identifier: MIT
#include "ui/panels/region_painter.h"

#include <IconsFontAwesome6.h>

#include <algorithm>
#include <utility>

#include "core/session/tool_states.h"
#include "ui/theme.h"
#include "ui/widgets/form.h"
#include "ui/widgets/slider.h"
#include "ui/widgets/text.h"

namespace zscope::ui {

namespace {

struct ToolWord {
    RegionPainter::Tool tool;
    const char* word;
    const char* help;
};
constexpr std::array<ToolWord, 3> kTools{
    {{RegionPainter::Tool::box, "Box",
      "Drag a rectangle around the thing, as the paper did with windows."},
     {RegionPainter::Tool::brush, "Brush", "Paint over the thing."},
     {RegionPainter::Tool::eraser, "Eraser", "Takes away what is marked."}}};

bool marked_at(const MapMask& mask, std::int64_t x, std::int64_t y) {
    if (std::min(x, y) < 0 || std::max(x, y) >= mask.size) return false;
    return mask.cells[static_cast<std::size_t>(y * mask.size + x)] != 0;
}

// Lines where what is marked meets what is not.
void outline(ImDrawList& draw, ImVec2 low, ImVec2 cell, const MapMask& mask, ImU32 colour) {
    const float width = std::max(1.0F, dp(1.5F));
    const auto at = [&](std::int64_t x, std::int64_t y) {
        return ImVec2(low.x + static_cast<float>(x) * cell.x,
                      low.y + static_cast<float>(y) * cell.y);
    };
    for (std::int64_t y = 0; y <= mask.size; ++y) {
        for (std::int64_t x = 0; x <= mask.size; ++x) {
            const bool here = marked_at(mask, x, y);
            if (here != marked_at(mask, x - 1, y))
                draw.AddLine(at(x, y), at(x, y + 1), colour, width);
            if (here != marked_at(mask, x, y - 1))
                draw.AddLine(at(x, y), at(x + 1, y), colour, width);
        }
    }
}

ImagePoint point_of(ImVec2 mouse, ImVec2 low, float side) {
    return {(mouse.x - low.x) / side, (mouse.y - low.y) / side};
}

}  // namespace

void RegionPainter::tools() {
    bool first = true;
    for (const ToolWord& each : kTools) {
        if (!first) flow(button_width(each.word, true));
        first = false;
        if (ImGui::RadioButton(each.word, tool_ == each.tool)) tool_ = each.tool;
        tooltip(each.help);
    }
    flow(dp(96));
    ImGui::BeginDisabled(tool_ == Tool::box);
    SliderOptions options;
    options.min = 1;
    options.max = 8;
    options.reset = 2;
    options.format = "%.0f cells";
    options.tooltip = "How thick brush and eraser are; the image is 32 cells wide.";
    ImGui::SetNextItemWidth(dp(96));
    slider("##thickness", thickness_, options);
    ImGui::EndDisabled();
    flow(ImGui::GetFrameHeight());
    ImGui::ColorEdit3("##overlay", colour_.data(),
                      ImGuiColorEditFlags_NoInputs | ImGuiColorEditFlags_NoLabel);
    tooltip("The colour of what is marked");
}

void RegionPainter::overlay(ImVec2 low, ImVec2 high, const MapMask& region) const {
    ImDrawList& draw = *ImGui::GetWindowDrawList();
    const auto cells = static_cast<float>(region.size);
    const ImVec2 cell((high.x - low.x) / cells, (high.y - low.y) / cells);
    const ImVec4 tone(colour_[0], colour_[1], colour_[2], 0.3F);
    for (const CellBox& box : boxes_of(region)) {
        draw.AddRectFilled(ImVec2(low.x + static_cast<float>(box.left) * cell.x,
                                  low.y + static_cast<float>(box.top) * cell.y),
                           ImVec2(low.x + static_cast<float>(box.right) * cell.x,
                                  low.y + static_cast<float>(box.bottom) * cell.y),
                           ImGui::ColorConvertFloat4ToU32(tone));
    }
    outline(draw, low, cell, region,
            ImGui::ColorConvertFloat4ToU32(ImVec4(tone.x, tone.y, tone.z, 1.0F)));
}

void RegionPainter::move(ImagePoint to) {
    if (tool_ == Tool::box) {
        drawing_ = *begun_;
        set_box(drawing_, box_between(from_, to, drawing_.size));
    } else {
        set_stroke(drawing_, last_, to, thickness_ / 2, tool_ == Tool::brush);
    }
    last_ = to;
}

std::optional<MapMask> RegionPainter::draw(const TileAtlas& atlas, std::size_t tile, float side,
                                           const MapMask* region) {
    const ImVec2 low = ImGui::GetCursorScreenPos(), high(low.x + side, low.y + side);
    ImGui::InvisibleButton("region", ImVec2(side, side));
    const ImagePoint mouse = point_of(ImGui::GetIO().MousePos, low, side);
    if (ImGui::IsItemActivated() && ImGui::IsMouseDown(0)) {
        begun_ = region == nullptr ? empty_mask(kRegionCells) : *region;
        drawing_ = *begun_;
        from_ = last_ = mouse;
    }
    if (begun_ && ImGui::IsItemActive()) move(mouse);
    if (begun_ && ImGui::IsKeyPressed(ImGuiKey_Escape, false)) begun_.reset();
    std::optional<MapMask> done;
    if (begun_ && ImGui::IsItemDeactivated()) {
        if (drawing_ != *begun_) done = drawing_;
        begun_.reset();
    }
    ImDrawList& draw = *ImGui::GetWindowDrawList();
    if (atlas.has(tile)) {
        draw.AddImage(atlas.texture(), low, high, atlas.uv_min(tile), atlas.uv_max(tile));
    } else {
        draw.AddRectFilled(low, high, ImGui::ColorConvertFloat4ToU32(palette().raised));
    }
    const MapMask* shown = begun_ || done ? &drawing_ : region;
    if (shown != nullptr) overlay(low, high, *shown);
    if (ImGui::IsItemHovered() && tool_ != Tool::box) {
        const float cell = side / static_cast<float>(kRegionCells);
        draw.AddCircle(ImGui::GetIO().MousePos, static_cast<float>(thickness_) / 2 * cell,
                       IM_COL32_WHITE);
    }
    return done;
}

}  // namespace zscope::ui
