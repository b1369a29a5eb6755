// SPDX-License-Identifier: MIT
#include "ui/panels/unit_list.h"

#include <fmt/format.h>
#include <imgui.h>

#include <algorithm>
#include <cmath>
#include <utility>

#include "ui/theme.h"
#include "ui/widgets/text.h"

namespace zscope::ui {

namespace {

// A bar of the score, from the left, blue for the thing and vermilion against it.
void score_bar(double score, double largest) {
    const float width = ImGui::GetContentRegionAvail().x - dp(56);
    const ImVec2 at = ImGui::GetCursorScreenPos();
    const float line = ImGui::GetTextLineHeight();
    const float length =
        largest > 0.0 ? width * static_cast<float>(std::abs(score) / largest) : 0.0F;
    const ImVec4& tone = score > 0.0 ? palette().plus : palette().minus;
    ImGui::GetWindowDrawList()->AddRectFilled(
        ImVec2(at.x, at.y + line * 0.2F), ImVec2(at.x + std::max(1.0F, length), at.y + line * 0.8F),
        ImGui::ColorConvertFloat4ToU32(tone));
    ImGui::SetCursorScreenPos(ImVec2(at.x + std::max(1.0F, width) + dp(4), at.y));
    mono(fmt::format("{:+.2f}", score));
}

const char* score_word(RankMethod method) {
    if (method == RankMethod::logistic) return "weight";
    return method == RankMethod::difference ? "difference, σ" : "IoU";
}

double largest_score(const UnitRanking& ranking) {
    double largest = 0.0;
    for (const RankedUnit& unit : ranking.units)
        largest = std::max(largest, std::abs(unit.score));
    return largest;
}

}  // namespace

OperateState unit_clicked(OperateState state, std::int64_t block, std::int64_t unit, bool ctrl) {
    look_at_block(state, block);
    if (!ctrl) {
        state.units = {unit};
    } else if (std::erase(state.units, unit) == 0) {
        state.units.push_back(unit);
    }
    return state;
}

void UnitList::draw(Frame& frame, const UnitRanking& ranking, std::int64_t top) {
    const float line = ImGui::GetTextLineHeightWithSpacing();
    const auto flags = ImGuiTableFlags_ScrollY | ImGuiTableFlags_NoSavedSettings |
                       ImGuiTableFlags_SizingStretchProp | ImGuiTableFlags_BordersOuterH;
    const auto count = std::ssize(ranking.units);
    const auto rows = static_cast<float>(std::min<std::int64_t>(count, 7));
    if (!ImGui::BeginTable("units", 3, flags, ImVec2(0, line * (rows + 1) + dp(8)))) return;
    ImGui::TableSetupScrollFreeze(0, 1);
    ImGui::TableSetupColumn("", ImGuiTableColumnFlags_WidthFixed, dp(36));
    ImGui::TableSetupColumn("unit", ImGuiTableColumnFlags_WidthFixed, dp(64));
    ImGui::TableSetupColumn(score_word(ranking.method));
    ImGui::TableHeadersRow();
    const OperateState& state = frame.session.operate;
    const bool here = state.block == ranking.block;
    if (here && state.units != seen_ && !state.units.empty()) {
        const auto at = std::ranges::find(ranking.units, state.units.back(), &RankedUnit::unit);
        go_to_ = at == ranking.units.end() ? -1 : at - ranking.units.begin();
    }
    seen_ = here ? state.units : std::vector<std::int64_t>();
    const double largest = largest_score(ranking);
    ImGuiListClipper clipper;
    clipper.Begin(static_cast<int>(count));
    if (go_to_ >= 0 && go_to_ < count) clipper.IncludeItemByIndex(static_cast<int>(go_to_));
    while (clipper.Step()) {
        for (int index = clipper.DisplayStart; index < clipper.DisplayEnd; ++index) {
            const RankedUnit& unit = ranking.units[static_cast<std::size_t>(index)];
            row(frame, ranking, index, index < top && unit.score > 0.0, largest);
        }
    }
    ImGui::EndTable();
}

void UnitList::row(Frame& frame, const UnitRanking& ranking, std::int64_t index, bool taken,
                   double largest) {
    const RankedUnit& unit = ranking.units[static_cast<std::size_t>(index)];
    const ImVec4& tone = taken ? palette().text : palette().muted;
    const bool selected = std::ranges::find(seen_, unit.unit) != seen_.end();
    ImGui::TableNextRow();
    ImGui::TableNextColumn();
    ImGui::PushID(static_cast<int>(unit.unit));
    ImGui::PushStyleColor(ImGuiCol_Text, tone);
    const auto flags = ImGuiSelectableFlags_SpanAllColumns | ImGuiSelectableFlags_AllowDoubleClick;
    if (ImGui::Selectable(fmt::format("{}###unit", index + 1).c_str(), selected, flags)) {
        const bool twice = ImGui::IsMouseDoubleClicked(ImGuiMouseButton_Left);
        const bool ctrl = ImGui::GetIO().KeyCtrl && !twice;
        OperateState state = unit_clicked(frame.session.operate, ranking.block, unit.unit, ctrl);
        if (state != frame.session.operate) frame.out.act(OperateSet{std::move(state)});
        seen_ = frame.session.operate.units;  // it is in sight as it is
        if (twice) frame.out.wish(ShowPanel{"maps"});
    }
    ImGui::PopStyleColor();
    tooltip("Click: select this unit, here and in Maps (Ctrl: as well). Double-click: show Maps.");
    if (go_to_ == index) {
        if (!ImGui::IsItemVisible()) ImGui::SetScrollHereY(0.5F);
        go_to_ = -1;
    }
    ImGui::TableNextColumn();
    ImGui::TextColored(tone, "%lld", static_cast<long long>(unit.unit));
    ImGui::TableNextColumn();
    score_bar(unit.score, largest);
    ImGui::PopID();
}

}  // namespace zscope::ui
