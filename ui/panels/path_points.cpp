// SPDX-License-Identifier: MIT
#include "ui/panels/path_points.h"

#include <IconsFontAwesome6.h>
#include <fmt/format.h>
#include <imgui.h>
#include <imgui_internal.h>

#include <algorithm>

#include "ui/panels/tool_parts.h"
#include "ui/theme.h"
#include "ui/widgets/slider.h"
#include "ui/widgets/text.h"

namespace zscope::ui {

namespace {

constexpr float kSide = 64.0F, kBetween = 16.0F;  // design units
constexpr double kMostHold = 10.0;                // of the slider; typed in: up to a minute

// While a sample is carried: a line between two cards where it would go in; what was dropped there.
std::optional<SampleId> drop_on_line(const ImRect& target, float x, ImGuiID id) {
    const ImGuiPayload* carried = ImGui::GetDragDropPayload();
    if (carried == nullptr || !carried->IsDataType(kSamplePayload)) return std::nullopt;
    std::optional<SampleId> dropped;
    bool over = false;
    if (ImGui::BeginDragDropTargetCustom(target, id)) {
        const ImGuiDragDropFlags flags =
            ImGuiDragDropFlags_AcceptBeforeDelivery | ImGuiDragDropFlags_AcceptNoDrawDefaultRect;
        if (const ImGuiPayload* payload = ImGui::AcceptDragDropPayload(kSamplePayload, flags)) {
            over = true;
            if (payload->IsDelivery()) dropped = *static_cast<const SampleId*>(payload->Data);
        }
        ImGui::EndDragDropTarget();
    }
    const float thick = over ? dp(6) : dp(2);
    ImGui::GetWindowDrawList()->AddRectFilled(
        ImVec2(x - thick / 2, target.Min.y), ImVec2(x + thick / 2, target.Max.y),
        ImGui::ColorConvertFloat4ToU32(palette().accent), thick / 2);
    return dropped;
}

}  // namespace

PathState dropped_before(PathState state, std::size_t before, SampleId id,
                         std::optional<std::size_t> carried) {
    auto& points = state.points;
    before = std::min(before, points.size());
    if (carried && *carried < points.size() && points[*carried].id == id) {
        const PathStop moved = points[*carried];
        points.erase(points.begin() + static_cast<std::ptrdiff_t>(*carried));
        if (*carried < before) --before;
        points.insert(points.begin() + static_cast<std::ptrdiff_t>(before), moved);
    } else if (points.size() < kMostKeyPoints) {
        points.insert(points.begin() + static_cast<std::ptrdiff_t>(before), PathStop{id, 0.0});
    }
    return state;
}

PathState with_samples(PathState state, const std::vector<SampleId>& ids) {
    for (const SampleId id : ids) {
        if (state.points.size() < kMostKeyPoints) state.points.push_back({id, 0.0});
    }
    return state;
}

PathPoints::PathPoints(const MakeSlot& make_slot) : view_(make_slot("path.points")) {}

float PathPoints::height() const {
    const ImGuiStyle& style = ImGui::GetStyle();
    return dp(kSide + 8) + ImGui::GetFrameHeight() + style.ItemSpacing.y + style.ScrollbarSize;
}

void PathPoints::draw(Frame& frame) {
    std::vector<SampleId> ids;
    for (const PathStop& stop : frame.session.path.points)
        ids.push_back(stop.id);
    rows_ = sample_rows(ids, frame.samples, frame.model.nz);
    if (rows_.ids.empty()) view_.rest();
    if (!rows_.ids.empty()) view_.ask(request_for(frame, rows_.z));
    view_.poll();
    view_.atlas().set_smooth(smooth);
    if (ImGui::GetDragDropPayload() == nullptr) carried_.reset();
    ImGui::BeginChild("points", ImVec2(0, height()), ImGuiChildFlags_None,
                      ImGuiWindowFlags_HorizontalScrollbar);
    const ImVec2 edge = ImGui::GetCursorPos();
    std::size_t tile = 0;
    // A button may take a point out meanwhile.
    for (std::size_t i = 0; i <= frame.session.path.points.size(); ++i) {
        const float left = static_cast<float>(i) * dp(kSide + kBetween);
        ImGui::SetCursorPos(ImVec2(edge.x + dp(kBetween) + left, edge.y + dp(2)));
        ImGui::PushID(static_cast<int>(i));
        const ImVec2 low = ImGui::GetCursorScreenPos();
        if (i < frame.session.path.points.size()) {
            const SampleId id = frame.session.path.points[i].id;
            card(frame, i, tile);
            if (tile < rows_.ids.size() && rows_.ids[tile] == id) ++tile;
        } else {
            add_place(frame);
        }
        gap(frame, i, low);
        ImGui::PopID();
    }
    ImGui::EndChild();
}

void PathPoints::card(Frame& frame, std::size_t index, std::size_t tile) {
    const PathStop stop = frame.session.path.points[index];
    SampleSlot slot;
    slot.id = stop.id;
    slot.side = dp(kSide);
    slot.drop = carried_ ? "Move here" : "Instead";
    if (tile < rows_.ids.size() && rows_.ids[tile] == stop.id) slot.tile = tile;
    ImGui::BeginGroup();
    const std::optional<SampleId> dropped = sample_slot(frame, view_.atlas(), slot);
    if (ImGui::IsItemActive() && ImGui::GetDragDropPayload() != nullptr) carried_ = index;
    if (dropped && carried_) {
        frame.out.act(PathSet{dropped_before(
            frame.session.path, *carried_ < index ? index + 1 : index, *dropped, carried_)});
    } else if (dropped) {
        PathState state = frame.session.path;
        state.points[index].id = *dropped;
        frame.out.act(PathSet{state});
    }
    if (index < frame.session.path.points.size()) under(frame, index);
    ImGui::EndGroup();
}

void PathPoints::under(Frame& frame, std::size_t index) {
    PathState state = frame.session.path;
    const float remove = ImGui::GetFrameHeight() * 0.8F;
    SliderOptions options;
    options.max = kMostHold;
    options.format = "%.1f s";
    options.tooltip = "How long the path rests here.";
    ImGui::SetNextItemWidth(dp(kSide) - remove - dp(2));
    if (slider("##hold", state.points[index].hold_s, options).changed)
        frame.out.act(PathSet{state});
    ImGui::SameLine(0, dp(2));
    ImGui::PushStyleVar(ImGuiStyleVar_FramePadding, ImVec2(0, ImGui::GetStyle().FramePadding.y));
    if (ImGui::Button(ICON_FA_XMARK "###remove", ImVec2(remove, 0))) {
        state.points.erase(state.points.begin() + static_cast<std::ptrdiff_t>(index));
        frame.out.act(PathSet{state});
    }
    ImGui::PopStyleVar();
    tooltip("Takes this key point out of the path.");
}

// The line before a card takes what is dropped on it and on the cards' nearest quarters.
void PathPoints::gap(Frame& frame, std::size_t before, ImVec2 low) {
    const bool end = before == frame.session.path.points.size();
    if (end || (frame.session.path.points.size() == kMostKeyPoints && !carried_)) return;
    const float x = low.x - dp(kBetween) / 2;
    const float reach = dp(kBetween) / 2 + dp(kSide) / 4;
    const ImRect target(x - reach, low.y, x + reach, low.y + dp(kSide));
    const auto dropped = drop_on_line(target, x, ImGui::GetID("before"));
    if (dropped)
        frame.out.act(PathSet{dropped_before(frame.session.path, before, *dropped, carried_)});
}

void PathPoints::add_place(Frame& frame) {
    const PathState& state = frame.session.path;
    if (state.points.size() == kMostKeyPoints && !carried_) {
        small_muted(fmt::format("{} key points\nare the most.", kMostKeyPoints));
        return;
    }
    const ImVec2 side(dp(kSide), dp(kSide));
    if (ImGui::Button("+###add", side)) ImGui::OpenPopup("add");
    tooltip("Adds key points: click, or drop a sample here.");
    if (const auto dropped = accept_sample("Add")) {
        frame.out.act(PathSet{dropped_before(state, state.points.size(), *dropped, carried_)});
    }
    if (!ImGui::BeginPopup("add")) return;
    const auto& selected = frame.session.selection;
    const auto& tray = frame.session.tray;
    const std::string of_selected =
        fmt::format("Add the selected ({})###selected", selected.size());
    const std::string of_tray = fmt::format("Add all of the tray ({})###tray", tray.size());
    if (ImGui::MenuItem(of_selected.c_str(), nullptr, false, !selected.empty()))
        frame.out.act(PathSet{with_samples(state, selected)});
    if (ImGui::MenuItem(of_tray.c_str(), nullptr, false, !tray.empty()))
        frame.out.act(PathSet{with_samples(state, tray)});
    ImGui::EndPopup();
}

}  // namespace zscope::ui
