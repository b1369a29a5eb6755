// SPDX-License-Identifier: MIT
#include "ui/panels/history_panel.h"

#include <fmt/format.h>
#include <imgui.h>

#include <algorithm>

#include "ui/theme.h"
#include "ui/widgets/form.h"
#include "ui/widgets/states.h"
#include "ui/widgets/text.h"

namespace zscope::ui {

namespace {

constexpr float kRow = 40.0F, kPicture = 32.0F, kLane = 14.0F, kTime = 76.0F;
constexpr int kDeepest = 6;  // lanes drawn; deeper branches stand in the last

}  // namespace

void HistoryPanel::take(const UndoHistory& undo) {
    if (version_ == undo.version()) return;
    version_ = undo.version();
    const UndoRow& newest = undo.rows().rbegin()->second;
    if (row_count_ != undo.rows().size() || newest_ != newest.id ||
        newest_parent_ != newest.parent) {
        row_count_ = undo.rows().size();
        newest_ = newest.id;
        newest_parent_ = newest.parent;
        lines_ = undo_lines(undo.rows());
        branches_ = static_cast<int>(std::ranges::count(lines_, true, &UndoLine::begins));
        present_ = -1;  // lines have moved
    }
    if (present_ == undo.head()) return;
    present_ = undo.head();
    show_present_ = true;
    const auto line = std::ranges::find(lines_, present_, &UndoLine::row);
    present_line_ = static_cast<std::size_t>(line - lines_.begin());
    way_.clear();
    for (std::int64_t row = present_; way_.insert(row).second && row != 0;)
        row = undo.rows().at(row).parent;
}

void HistoryPanel::draw(Frame& frame) {
    take(frame.undo);
    if (lines_.size() < 2) {
        rest();
        empty_state(
            "Nothing is done yet. Each thing that you do gets a line here, with a picture, and a "
            "click brings it back: select a sample to begin.");
        return;
    }
    header(frame);
    list(frame);
}

void HistoryPanel::header(Frame& frame) {
    ImGui::BeginDisabled(!frame.undo.can_undo());
    if (ImGui::Button("Undo")) frame.out.wish(UndoRedo{false});
    tooltip(frame.undo.undo_text() + "   Ctrl-Z");
    ImGui::EndDisabled();
    ImGui::SameLine();
    ImGui::BeginDisabled(!frame.undo.can_redo());
    if (ImGui::Button("Redo")) frame.out.wish(UndoRedo{true});
    tooltip(frame.undo.redo_text() + "   Ctrl-Y");
    ImGui::EndDisabled();
    ImGui::SameLine(0, dp(12));
    ImGui::AlignTextToFramePadding();
    std::string text = count_of(std::ssize(lines_) - 1, "step");
    if (branches_ > 0) {
        text += branches_ == 1 ? " · 1 branch" : fmt::format(" · {} branches", branches_);
    }
    text_ellipsis(text, palette().muted);
    if (branches_ > 0) tooltip("Ways that were left are kept, indented; a click goes there.");
}

void HistoryPanel::list(Frame& frame) {
    if (ImGui::BeginChild("rows")) {
        const float height = dp(kRow);
        keep_in_view(height);
        ImGuiListClipper clipper;
        clipper.Begin(static_cast<int>(lines_.size()), height);
        ImGui::PushStyleVar(ImGuiStyleVar_ItemSpacing, ImVec2(0, 0));
        while (clipper.Step()) {
            for (int i = clipper.DisplayStart; i < clipper.DisplayEnd; ++i)
                line(frame, lines_[static_cast<std::size_t>(i)], height);
        }
        ImGui::PopStyleVar();
    }
    ImGui::EndChild();
    const bool more = pictures_.ask(frame);
    if (more && frame.animate != nullptr) *frame.animate = true;
}

// Only when the present row changes: who scrolls away to look stays there.
void HistoryPanel::keep_in_view(float row_height) {
    if (!std::exchange(show_present_, false)) return;
    const float top = row_height * static_cast<float>(present_line_);
    const float room = ImGui::GetWindowHeight(), scroll = ImGui::GetScrollY();
    const float whole = row_height * static_cast<float>(lines_.size());
    if (top >= scroll && top + row_height <= scroll + room) return;
    ImGui::SetScrollY(std::clamp(top - room / 2, 0.0F, std::max(0.0F, whole - room)));
}

float HistoryPanel::indent_of(const UndoLine& line) const {
    return dp(8) + dp(kLane) * static_cast<float>(std::min(line.depth, kDeepest));
}

void HistoryPanel::line(Frame& frame, const UndoLine& line, float row_height) {
    const UndoRow& row = frame.undo.rows().at(line.row);
    ImGui::PushID(static_cast<int>(line.row));
    const ImVec2 from = ImGui::GetCursorPos(), low = ImGui::GetCursorScreenPos();
    const float width = ImGui::GetContentRegionAvail().x;
    const bool present = line.row == present_, on_way = way_.contains(line.row);
    if (ImGui::Selectable("##row", present, 0, ImVec2(width, row_height)) && !present) {
        frame.out.wish(MoveInHistory{line.row});
    }
    const std::string text = describe(row);
    if (ImGui::BeginItemTooltip()) {
        ImGui::TextUnformatted(text.c_str());
        if (row.time > 0) small_muted(exact_time(row.time));
        small_muted(present ? "Here is where you are." : "Click: go there. Nothing is lost.");
        ImGui::EndTooltip();
    }
    draw_lanes(line, low, row_height, on_way);
    ImDrawList& list = *ImGui::GetWindowDrawList();
    const float left = indent_of(line) + dp(kLane), gap = (row_height - dp(kPicture)) / 2;
    pictures_.want(line.row);
    const ImVec2 corner(low.x + left, low.y + gap);
    const ImVec2 end(corner.x + dp(kPicture), corner.y + dp(kPicture));
    if (const auto shown = pictures_.find(line.row)) {
        list.AddImage(shown->atlas->texture(), corner, end, shown->atlas->uv_min(shown->tile),
                      shown->atlas->uv_max(shown->tile));
    } else {
        list.AddRectFilled(corner, end, ImGui::GetColorU32(palette().raised));
    }
    const float text_left = left + dp(kPicture) + dp(8);
    const float baseline = from.y + (row_height - ImGui::GetTextLineHeight()) / 2;
    const std::string when = row.time > 0 ? relative_time(frame.now, row.time) : std::string();
    const bool room_for_time = width - text_left > dp(kTime) * 2;
    ImGui::SetCursorPos(ImVec2(from.x + text_left, baseline));
    text_ellipsis(text, on_way ? palette().text : palette().muted,
                  std::max(dp(32), width - text_left - (room_for_time ? dp(kTime) : 0)));
    if (room_for_time && !when.empty()) {
        ImGui::PushFont(nullptr, kSmall);
        const float wide = ImGui::CalcTextSize(when.c_str()).x;
        ImGui::SetCursorPos(ImVec2(from.x + width - wide - dp(4), baseline + dp(1)));
        ImGui::PushStyleColor(ImGuiCol_Text, palette().muted);
        ImGui::TextUnformatted(when.c_str());
        ImGui::PopStyleColor();
        ImGui::PopFont();
    }
    ImGui::SetCursorPos(ImVec2(from.x, from.y + row_height));
    ImGui::PopID();
}

// A lane for each branch that is not over yet, a knot for the row.
void HistoryPanel::draw_lanes(const UndoLine& line, ImVec2 low, float row_height,
                              bool on_way) const {
    ImDrawList& list = *ImGui::GetWindowDrawList();
    ImVec4 faint = palette().muted;
    faint.w = 0.6F;
    const ImU32 ink = ImGui::GetColorU32(faint);
    const float thick = std::max(1.0F, dp(1.5F));
    const int depth = std::min(line.depth, kDeepest);
    const float middle = low.y + row_height / 2, bottom = low.y + row_height;
    const auto lane = [&](int at) { return low.x + dp(8) + dp(kLane) * static_cast<float>(at); };
    for (int at = 0; at < depth; ++at)
        list.AddLine(ImVec2(lane(at), low.y), ImVec2(lane(at), bottom), ink, thick);
    const float x = lane(depth);
    if (line.begins) {
        list.AddLine(ImVec2(lane(std::max(depth - 1, 0)), middle), ImVec2(x, middle), ink, thick);
    } else if (line.row != 0) {
        list.AddLine(ImVec2(x, low.y), ImVec2(x, middle), ink, thick);
    }
    if (line.goes_on) list.AddLine(ImVec2(x, middle), ImVec2(x, bottom), ink, thick);
    const ImVec4& knot = line.row == present_ ? palette().accent
                         : on_way             ? palette().text
                                              : palette().muted;
    list.AddCircleFilled(ImVec2(x, middle), line.row == present_ ? dp(5) : dp(3.5F),
                         ImGui::GetColorU32(knot));
}

}  // namespace zscope::ui
