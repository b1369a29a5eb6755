// SPDX-License-Identifier: MIT
#include "ui/shell/bar.h"

#include "ui/theme.h"

namespace zscope::ui {

void begin_bar(const char* name, ImVec2 position, ImVec2 size) {
    ImGui::SetNextWindowPos(position);
    ImGui::SetNextWindowSize(size);
    const float room = size.y - ImGui::GetFrameHeight();
    ImGui::PushStyleVar(ImGuiStyleVar_WindowPadding, ImVec2(dp(12), room / 2));
    ImGui::PushStyleVar(ImGuiStyleVar_WindowBorderSize, 0.0F);
    ImGui::PushStyleVar(ImGuiStyleVar_WindowRounding, 0.0F);
    ImGui::PushStyleVar(ImGuiStyleVar_WindowMinSize, ImVec2(1, 1));
    ImGui::PushStyleColor(ImGuiCol_WindowBg, palette().ground);
    ImGui::Begin(name, nullptr, kBarFlags);
    ImGui::PopStyleColor();
    ImGui::PopStyleVar(4);
}

void end_bar() {
    ImGui::End();
}

}  // namespace zscope::ui
