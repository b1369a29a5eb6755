// SPDX-License-Identifier: MIT
#include "ui/panels/maps_sheet.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <utility>

#include "core/base/check.h"
#include "ui/theme.h"
#include "ui/widgets/text.h"

namespace zscope::ui {

namespace {

constexpr float kGap = 3.0F, kLabelled = 40.0F;  // from this side on a map shows its number

ImU32 colour(const ImVec4& of) {
    return ImGui::ColorConvertFloat4ToU32(of);
}

ImVec2 plus(ImVec2 a, ImVec2 b) {
    return {a.x + b.x, a.y + b.y};
}

}  // namespace

std::span<const float> BlockMaps::map(std::int64_t unit) const {
    const auto cells = static_cast<std::size_t>(size * size);
    return tensor->f32().subspan(static_cast<std::size_t>(unit) * cells, cells);
}

BlockMaps block_maps(std::shared_ptr<const HostTensor> maps, std::int64_t block, bool with_sign) {
    ZSCOPE_CHECK(maps->shape.size() == 4 && maps->shape[0] == 1, "maps of one sample, not {}-D",
                 maps->shape.size());
    BlockMaps result{nullptr, block, maps->shape[1], maps->shape[2], with_sign, {}};
    result.statistics = all_map_statistics(maps->f32(), result.count);
    result.tensor = std::move(maps);
    return result;
}

std::string map_figures(const BlockMaps& maps, std::int64_t unit, const BlockFacts* facts) {
    const MapStatistics& map = maps.of(unit);
    std::string text = fmt::format("Unit {}\nmean {} · highest {} · {:.0f} % of the cells are 0",
                                   unit, figure(map.mean), figure(map.highest), 100 * map.zeros);
    if (maps.with_sign) text += fmt::format("\nlowest {}", figure(map.lowest));
    const auto at = static_cast<std::size_t>(unit);
    if (facts != nullptr && at < facts->units.size()) {
        text += fmt::format("\nablated, it changes an image by {} % on average",
                            figure(100 * facts->units[at].effect));
    }
    return text;
}

void MapsSheet::take(BlockMaps maps, bool alike) {
    if (maps.block != maps_.block || maps.count != maps_.count) {
        selected_.clear();
        anchor_ = 0;
        fitted_ = true;
        followed_.reset();
    }
    maps_ = std::move(maps);
    alike_ = alike;
    MapAtlas atlas =
        map_atlas(maps_.tensor->f32(), maps_.count, maps_.size, MapColours{maps_.with_sign, alike});
    atlas_columns_ = atlas.columns;
    const auto image = std::make_shared<const ImageRgba8>(std::move(atlas.image));
    const auto* shown = atlas_.has(0) ? atlas_.image(0).get() : nullptr;
    const bool other_size =
        shown != nullptr && (shown->width != image->width || shown->height != image->height);
    if (other_size) atlas_.clear();
    atlas_.update(std::span(&image, 1));
}

void MapsSheet::clear() {
    maps_ = {};
    order_.clear();
    selected_.clear();
    hovered_.reset();
    arranged_of_ = 0;
}

void MapsSheet::select(const std::vector<std::int64_t>& units) {
    selected_ = units;
    std::erase_if(selected_, [&](std::int64_t unit) { return unit < 0 || unit >= maps_.count; });
}

void MapsSheet::arrange(std::uint64_t of, MapOrder order,
                        const std::shared_ptr<const BlockFacts>& facts) {
    const bool same = of == arranged_of_ && order == arranged_by_ && facts == facts_ &&
                      order_.size() == maps_.statistics.size();
    if (same) return;
    arranged_of_ = of;
    arranged_by_ = order;
    facts_ = facts;
    order_ = order_of_units(maps_.statistics, order, facts.get());
    anchor_ = 0;
}

void MapsSheet::steer(ImVec2 low, ImVec2 size) {
    const bool resized = size.x != view_.x || size.y != view_.y;
    if (resized || place_.count != static_cast<int>(maps_.count)) fitted_ = true;
    view_ = size;
    if (fitted_) place_ = fit_sheet(size, static_cast<int>(maps_.count), dp(kGap));
    fitted_ = false;
    if (wanted_zoom_) {
        place_ = zoom_sheet(place_, size, ImVec2(0, 0), *wanted_zoom_ / place_.zoom);
        wanted_zoom_.reset();
    }
    if (!ImGui::IsWindowHovered(ImGuiHoveredFlags_AllowWhenBlockedByActiveItem)) return;
    const ImGuiIO& io = ImGui::GetIO();
    const ImVec2 mouse(io.MousePos.x - low.x, io.MousePos.y - low.y);
    if (io.MouseWheel != 0) {
        place_ = zoom_sheet(place_, size, mouse, std::pow(1.25F, io.MouseWheel));
    }
    if (ImGui::IsMouseDragging(ImGuiMouseButton_Middle, 0)) {
        place_ = move_sheet(place_, size, io.MouseDelta);
    }
    if (!io.WantTextInput && ImGui::IsKeyPressed(ImGuiKey_F, false)) fitted_ = true;
}

void MapsSheet::draw(ImVec2 size, std::span<const std::int64_t> ablated) {
    hovered_.reset();
    const ImGuiWindowFlags flags =
        ImGuiWindowFlags_NoScrollbar | ImGuiWindowFlags_NoScrollWithMouse;
    ImGui::PushStyleVar(ImGuiStyleVar_WindowPadding, ImVec2(0, 0));
    if (ImGui::BeginChild("sheet", size, ImGuiChildFlags_None, flags)) {
        const ImVec2 low = ImGui::GetCursorScreenPos();
        const ImVec2 room(std::max(1.0F, size.x), std::max(1.0F, size.y));
        steer(low, room);
        const auto followed = std::exchange(followed_, std::nullopt);
        for (int index = 0; index < std::ssize(order_); ++index) {
            if (!near_view(place_, room, index)) continue;
            const std::int64_t unit = order_[static_cast<std::size_t>(index)];
            item(index, plus(low, place_.corner(index)), std::ranges::binary_search(ablated, unit));
        }
        if (followed_ && followed_ != followed) place_ = show_tile(place_, room, *followed_);
    }
    ImGui::EndChild();
    ImGui::PopStyleVar();
}

void MapsSheet::item(int index, ImVec2 low, bool crossed) {
    const std::int64_t unit = order_[static_cast<std::size_t>(index)];
    ImGui::PushID(static_cast<int>(unit));
    ImGui::SetCursorScreenPos(low);
    const ImVec2 size(place_.side(), place_.side());
    if (ImGui::InvisibleButton("unit", size, ImGuiButtonFlags_EnableNav)) clicked(index);
    const bool pointed = ImGui::IsItemHovered();
    const bool keyboard = ImGui::IsItemFocused() && ImGui::GetIO().NavVisible;
    if (keyboard) followed_ = index;
    if (pointed || keyboard) hovered_ = unit;
    if (pointed && ImGui::BeginTooltip()) {
        ImGui::TextUnformatted(map_figures(maps_, unit, facts_.get()).c_str());
        if (crossed) ImGui::TextUnformatted("ablated");
        ImGui::EndTooltip();
    }
    if (ImGui::IsItemVisible()) picture(index, low, crossed, pointed || keyboard);
    ImGui::PopID();
}

void MapsSheet::picture(int index, ImVec2 low, bool crossed, bool pointed) const {
    const std::int64_t unit = order_[static_cast<std::size_t>(index)];
    const float side = place_.side();
    const ImVec2 high(low.x + side, low.y + side);
    ImDrawList& draw = *ImGui::GetWindowDrawList();
    const ImVec2 from = atlas_.uv_min(0), to = atlas_.uv_max(0);
    const ImageRgba8& image = *atlas_.image(0);
    const auto size = static_cast<float>(maps_.size);
    const ImVec2 cell((to.x - from.x) / static_cast<float>(image.width),
                      (to.y - from.y) / static_cast<float>(image.height));
    const std::int64_t row = unit / atlas_columns_;
    const ImVec2 uv(from.x + static_cast<float>(unit % atlas_columns_) * size * cell.x,
                    from.y + static_cast<float>(row) * size * cell.y);
    draw.AddImage(atlas_.texture(), low, high, uv,
                  ImVec2(uv.x + size * cell.x, uv.y + size * cell.y));
    if (crossed) {
        const float thick = std::clamp(side / 16, 1.5F, dp(4));
        draw.AddLine(low, high, colour(palette().minus), thick);
        draw.AddLine(ImVec2(low.x, high.y), ImVec2(high.x, low.y), colour(palette().minus), thick);
    }
    const bool selected = std::ranges::find(selected_, unit) != selected_.end();
    if (selected) draw.AddRect(low, high, colour(palette().accent), 0, 0, dp(2));
    if (pointed) draw.AddRect(low, high, colour(palette().text), 0, 0, dp(1));
    if (side < dp(kLabelled)) return;
    const std::string number = fmt::format("{}", unit);
    const ImVec2 text(low.x + dp(4), low.y + dp(2)), shade(text.x + 1, text.y + 1);
    draw.AddText(nullptr, dp(kSmall), shade, IM_COL32(0, 0, 0, 220), number.c_str());
    draw.AddText(nullptr, dp(kSmall), text, IM_COL32(255, 255, 255, 240), number.c_str());
}

// As on samples: plain, Ctrl, Shift.
void MapsSheet::clicked(int index) {
    const ImGuiIO& io = ImGui::GetIO();
    const std::int64_t unit = order_[static_cast<std::size_t>(index)];
    if (io.KeyShift) {
        if (!io.KeyCtrl) selected_.clear();
        const int last = static_cast<int>(order_.size()) - 1;
        for (int at = std::min(anchor_, last);; at += index > at ? 1 : -1) {
            const std::int64_t each = order_[static_cast<std::size_t>(at)];
            std::erase(selected_, each);
            selected_.push_back(each);
            if (at == index) return;
        }
    }
    anchor_ = index;
    const bool was = std::ranges::find(selected_, unit) != selected_.end();
    if (!io.KeyCtrl) {
        selected_ = {unit};
    } else if (was) {
        std::erase(selected_, unit);
    } else {
        selected_.push_back(unit);
    }
}

}  // namespace zscope::ui
