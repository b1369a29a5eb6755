// SPDX-License-Identifier: MIT
#include "ui/widgets/states.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <string>

#include "ui/theme.h"
#include "ui/widgets/text.h"

namespace zscope::ui {

namespace {

float column_width() {
    return std::max(dp(80), std::min(ImGui::GetContentRegionAvail().x - dp(24), dp(400)));
}

// Puts the cursor where a block of this height stands in the middle.
void begin_middle(float height) {
    const ImVec2 room = ImGui::GetContentRegionAvail();
    const ImVec2 at = ImGui::GetCursorPos();
    ImGui::SetCursorPos(ImVec2(at.x + std::max(0.0F, (room.x - column_width()) / 2),
                               at.y + std::max(dp(8), (room.y - height) / 2.2F)));
    ImGui::BeginGroup();
}

void end_middle() {
    ImGui::EndGroup();
}

float wrapped_height(std::string_view text) {
    if (text.empty()) return 0;
    return ImGui::CalcTextSize(text.data(), text.data() + text.size(), false, column_width()).y;
}

void centred(std::string_view text, const ImVec4& colour) {
    const float width = column_width();
    const ImVec2 size = ImGui::CalcTextSize(text.data(), text.data() + text.size(), false, width);
    const float left = ImGui::GetCursorPosX() + std::max(0.0F, (width - size.x) / 2);
    ImGui::SetCursorPosX(left);
    ImGui::PushTextWrapPos(left + size.x + 1);
    ImGui::PushStyleColor(ImGuiCol_Text, colour);
    ImGui::TextUnformatted(text.data(), text.data() + text.size());
    ImGui::PopStyleColor();
    ImGui::PopTextWrapPos();
}

bool centred_button(const char* label) {
    const float width = ImGui::CalcTextSize(label, nullptr, true).x + dp(32);
    ImGui::Dummy(ImVec2(0, dp(4)));
    ImGui::SetCursorPosX(ImGui::GetCursorPosX() + std::max(0.0F, (column_width() - width) / 2));
    return ImGui::Button(label, ImVec2(width, dp(32)));
}

void fold_details(std::string_view details) {
    if (details.empty() || !ImGui::TreeNode("Details")) return;
    ImGui::PushTextWrapPos(ImGui::GetCursorPosX() + column_width());
    mono(details);
    ImGui::PopTextWrapPos();
    if (ImGui::SmallButton("Copy")) ImGui::SetClipboardText(std::string(details).c_str());
    ImGui::TreePop();
}

}  // namespace

bool empty_state(std::string_view sentence, const char* button) {
    begin_middle(wrapped_height(sentence) + (button != nullptr ? dp(48) : 0));
    centred(sentence, palette().muted);
    const bool pressed = button != nullptr && centred_button(button);
    end_middle();
    return pressed;
}

bool working_state(const Working& work) {
    begin_middle(wrapped_height(work.what) + dp(64));
    centred(work.what, palette().text);
    ImGui::Dummy(ImVec2(0, dp(4)));
    const bool known = work.progress >= 0;
    const float share =
        known ? static_cast<float>(work.progress) : static_cast<float>(-ImGui::GetTime());
    std::string label = known ? fmt::format("{:.0f} %", std::floor(work.progress * 100)) : "";
    if (work.seconds_left >= 0) label += " · " + duration_text(work.seconds_left) + " left";
    ImGui::ProgressBar(share, ImVec2(column_width(), dp(20)), label.c_str());
    const bool cancelled = work.cancel != nullptr && centred_button(work.cancel);
    end_middle();
    return cancelled;
}

bool failed_state(const Failure& failure) {
    begin_middle(wrapped_height(failure.what) + wrapped_height(failure.advice) + dp(72));
    centred(failure.what, palette().minus);
    if (!failure.advice.empty()) centred(failure.advice, palette().text);
    const bool pressed = failure.button != nullptr && centred_button(failure.button);
    fold_details(failure.details);
    end_middle();
    return pressed;
}

bool failure_note(const Failure& failure) {
    ImGui::PushTextWrapPos(0.0F);
    ImGui::PushStyleColor(ImGuiCol_Text, palette().minus);
    ImGui::TextUnformatted(failure.what.data(), failure.what.data() + failure.what.size());
    ImGui::PopStyleColor();
    if (!failure.advice.empty()) {
        ImGui::TextUnformatted(failure.advice.data(),
                               failure.advice.data() + failure.advice.size());
    }
    ImGui::PopTextWrapPos();
    fold_details(failure.details);
    return failure.button != nullptr && ImGui::Button(failure.button);
}

}  // namespace zscope::ui
