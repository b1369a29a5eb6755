// SPDX-License-Identifier: MIT
#include "ui/panels/d_maps_view.h"

#include <fmt/format.h>
#include <imgui.h>

#include <algorithm>

#include "core/surgery/map_statistics.h"
#include "ui/panels/map_colours.h"
#include "ui/panels/tile_layout.h"
#include "ui/theme.h"
#include "ui/widgets/form.h"
#include "ui/widgets/states.h"
#include "ui/widgets/text.h"

namespace zscope::ui {

namespace {

constexpr float kSmallestTile = 24.0F, kLargestTile = 128.0F;

std::span<const float> map_of(const HostTensor& maps, std::int64_t unit) {
    const auto each = static_cast<std::size_t>(maps.shape[2] * maps.shape[3]);
    return maps.f32().subspan(static_cast<std::size_t>(unit) * each, each);
}

}  // namespace

std::vector<MapFact> map_facts(const HostTensor& maps, bool strongest_first) {
    const std::vector<MapStatistics> statistics = all_map_statistics(maps.f32(), maps.shape[1]);
    const MapOrder order = strongest_first ? MapOrder::activation : MapOrder::number;
    std::vector<MapFact> facts;
    for (const std::int64_t unit : order_of_units(statistics, order, nullptr)) {
        const MapStatistics& map = statistics[static_cast<std::size_t>(unit)];
        facts.push_back({unit, static_cast<float>(map.mean), static_cast<float>(map.highest)});
    }
    return facts;
}

std::optional<std::int64_t> DMapsView::draw(Frame& frame, const SharedZ& z, std::int64_t blocks,
                                            const WantSaliency& marked) {
    block_ = std::clamp<std::int64_t>(block_, 1, blocks);
    RenderRequest request = request_for(frame, z);
    request.want = WantDBlock{block_};
    view_.ask(std::move(request));
    view_.poll();
    controls(blocks);
    if (!view_.error().empty()) {
        failed_state({view_.error(), "Choose another model in the bar above."});
        return std::nullopt;
    }
    refresh();
    if (shown_ == nullptr) {
        working_state({"D looks at the image"});
        return std::nullopt;
    }
    return sheet(marked);
}

void DMapsView::controls(std::int64_t blocks) {
    ImGui::SetNextItemWidth(dp(104));
    if (ImGui::BeginCombo("##block", fmt::format("Block {}", block_).c_str())) {
        for (std::int64_t block = 1; block <= blocks; ++block) {
            const std::string name = fmt::format("Block {}", block);
            if (ImGui::Selectable(name.c_str(), block == block_)) block_ = block;
        }
        ImGui::EndCombo();
    }
    tooltip("Whose feature maps, counted from the image: block 1 sees the pixels.");
    flow(button_width("Strongest first", true));
    ImGui::Checkbox("Strongest first", &strongest_first_);
    tooltip("By the mean of each map. Off: by their numbers.");
    flow(button_width("Each on its own scale", true));
    ImGui::Checkbox("Each on its own scale", &own_scale_);
    tooltip(
        "Off: the brightest colour is the largest value of all maps of the block. On: of each "
        "map.");
    if (shown_ == nullptr) return;
    const std::string words =
        fmt::format("{} maps of {} × {}", shown_->shape[1], shown_->shape[2], shown_->shape[3]);
    flow(ImGui::CalcTextSize(words.c_str()).x);
    ImGui::AlignTextToFramePadding();
    text_ellipsis(words, palette().muted);
    tooltip(
        "After the leaky ReLU. Dark: nothing, or less (it leaves a fifth of what is negative); "
        "bright: much.");
}

void DMapsView::refresh() {
    const RenderResult* newest = view_.result();
    if (newest == nullptr || newest->maps == nullptr) return;
    if (newest->maps == shown_ && strongest_first_ == shown_order_ && own_scale_ == shown_scale_)
        return;
    shown_ = newest->maps;
    shown_order_ = strongest_first_;
    shown_scale_ = own_scale_;
    facts_ = map_facts(*shown_, strongest_first_);
    const MapFact& strongest = *std::ranges::max_element(facts_, {}, &MapFact::largest);
    std::vector<std::shared_ptr<const ImageRgba8>> tiles;
    for (const MapFact& fact : facts_) {
        const float full = own_scale_ ? fact.largest : strongest.largest;
        tiles.push_back(picture_of_numbers(map_of(*shown_, fact.unit), shown_->shape[2], full,
                                           NumberColours::magnitude));
    }
    atlas_.update(tiles);
}

std::optional<std::int64_t> DMapsView::sheet(const WantSaliency& marked) {
    std::optional<std::int64_t> clicked;
    if (!ImGui::BeginChild("maps")) {
        ImGui::EndChild();
        return clicked;
    }
    const ImVec2 room = ImGui::GetContentRegionAvail();
    const float gap = dp(2);
    TileLayout layout =
        fit_tiles(room.x, room.y, static_cast<int>(facts_.size()),
                  static_cast<float>(shown_->shape[2]), gap, dp(kSmallestTile), false);
    layout.tile = std::min(layout.tile, dp(kLargestTile));
    ImDrawList& draw = *ImGui::GetWindowDrawList();
    const ImVec2 from = ImGui::GetCursorPos();
    for (std::size_t i = 0; i < facts_.size(); ++i) {
        const MapFact& fact = facts_[i];
        const auto place = static_cast<int>(i);
        ImGui::SetCursorPos(
            ImVec2(from.x + static_cast<float>(place % layout.columns) * (layout.tile + gap),
                   from.y + static_cast<float>(place / layout.columns) * (layout.tile + gap)));
        const ImVec2 low = ImGui::GetCursorScreenPos();
        const ImVec2 high(low.x + layout.tile, low.y + layout.tile);
        ImGui::PushID(static_cast<int>(fact.unit));
        if (ImGui::InvisibleButton("map", ImVec2(layout.tile, layout.tile))) clicked = fact.unit;
        ImGui::PopID();
        if (ImGui::IsItemVisible() && atlas_.has(i))
            draw.AddImage(atlas_.texture(), low, high, atlas_.uv_min(i), atlas_.uv_max(i));
        if (marked.block == block_ && marked.unit == fact.unit)
            draw.AddRect(low, high, ImGui::ColorConvertFloat4ToU32(palette().accent), 0, 0, dp(2));
        tooltip(
            fmt::format("Unit {} of block {}: mean {:.3g}, largest {:.3g}\nClick: what in the "
                        "image moves it.",
                        fact.unit, block_, fact.mean, fact.largest));
    }
    ImGui::EndChild();
    return clicked;
}

nlohmann::json DMapsView::settings() const {
    return {{"block", block_}, {"strongest", strongest_first_}, {"own_scale", own_scale_}};
}

void DMapsView::set_settings(const nlohmann::json& settings) {
    block_ = settings.value("block", block_);
    strongest_first_ = settings.value("strongest", strongest_first_);
    own_scale_ = settings.value("own_scale", own_scale_);
}

}  // namespace zscope::ui
