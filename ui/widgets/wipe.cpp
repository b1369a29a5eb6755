// SPDX-License-Identifier: MIT
#include "ui/widgets/wipe.h"

#include <imgui_internal.h>

#include <algorithm>
#include <cmath>

#include "ui/theme.h"

namespace zscope::ui {

namespace {

constexpr float kReach = 6.0F;  // to either side of the edge, design units
constexpr double kStep = 0.05, kFine = 0.1;

ImU32 colour(const ImVec4& of) {
    return ImGui::ColorConvertFloat4ToU32(of);
}

}  // namespace

float WipeEdge::take(const char* id, ImVec2 low, ImVec2 size, Takes takes) {
    low_ = low;
    size_ = ImVec2(std::max(size.x, 1.0F), std::max(size.y, 1.0F));
    const auto edge = [&] { return low.x + static_cast<float>(at) * size_.x; };
    const bool all = takes == Takes::all;
    ImGui::SetCursorScreenPos(all ? low : ImVec2(edge() - dp(kReach), low.y));
    ImGui::InvisibleButton(id, all ? size_ : ImVec2(2 * dp(kReach), size_.y),
                           ImGuiButtonFlags_EnableNav);
    const float mouse = ImGui::GetIO().MousePos.x;
    if (ImGui::IsItemActivated()) grip_ = all ? 0.0F : mouse - edge();
    if (ImGui::IsItemActive() && ImGui::IsMouseDown(ImGuiMouseButton_Left))
        at = std::clamp(static_cast<double>((mouse - grip_ - low.x) / size_.x), 0.0, 1.0);
    const bool focused = ImGui::IsItemFocused();
    lit_ =
        ImGui::IsItemHovered() || ImGui::IsItemActive() || (focused && ImGui::GetIO().NavVisible);
    if (lit_ && !focused) ImGui::SetMouseCursor(ImGuiMouseCursor_ResizeEW);
    if (focused) keys(ImGui::GetItemID(), size_.x);
    return std::round(edge());
}

void WipeEdge::keys(ImGuiID id, float width) {
    // Else they would lead the keyboard to the next item.
    for (const ImGuiKey key : {ImGuiKey_LeftArrow, ImGuiKey_RightArrow})
        ImGui::SetKeyOwner(key, id);
    const auto pressed = [id](ImGuiKey arrow, ImGuiKey other) {
        return ImGui::IsKeyPressed(arrow, ImGuiInputFlags_Repeat, id) ||
               ImGui::IsKeyPressed(other, true);
    };
    double step = ImGui::GetIO().KeyShift ? kFine * kStep : kStep;
    step = std::max(step, 1.0 / static_cast<double>(width));
    if (pressed(ImGuiKey_LeftArrow, ImGuiKey_Comma)) at = std::max(0.0, at - step);
    if (pressed(ImGuiKey_RightArrow, ImGuiKey_Period)) at = std::min(1.0, at + step);
}

void WipeEdge::draw(ImDrawList& draw) const {
    const float edge = std::round(low_.x + static_cast<float>(at) * size_.x);
    // The grip stands in the middle of what is seen of a grid that scrolls.
    const float top = std::max(low_.y, draw.GetClipRectMin().y);
    const float bottom = std::min(low_.y + size_.y, draw.GetClipRectMax().y);
    const ImVec2 middle(edge, (top + bottom) / 2);
    const ImU32 line = colour(lit_ ? palette().accent : palette().text);
    // On light pictures as well as on dark ones.
    draw.AddLine(ImVec2(edge, low_.y), ImVec2(edge, low_.y + size_.y), colour(palette().ground),
                 dp(3));
    draw.AddLine(ImVec2(edge, low_.y), ImVec2(edge, low_.y + size_.y), line, dp(1));
    const ImVec2 half(dp(4), dp(12));
    draw.AddRectFilled(ImVec2(middle.x - half.x, middle.y - half.y),
                       ImVec2(middle.x + half.x, middle.y + half.y), line, dp(4));
}

}  // namespace zscope::ui
