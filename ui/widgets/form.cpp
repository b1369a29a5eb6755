// SPDX-License-Identifier: MIT
#include "ui/widgets/form.h"

#include <algorithm>

#include "ui/theme.h"
#include "ui/widgets/text.h"

namespace zscope::ui {

Form::Form(const char* id) {
    const float room = ImGui::GetContentRegionAvail().x;
    open_ = ImGui::BeginTable(id, 3, ImGuiTableFlags_NoSavedSettings | ImGuiTableFlags_NoPadOuterX);
    if (!open_) return;
    ImGui::TableSetupColumn("label", ImGuiTableColumnFlags_WidthFixed,
                            std::min(dp(120), room * 0.4F));
    ImGui::TableSetupColumn("control", ImGuiTableColumnFlags_WidthStretch);
    ImGui::TableSetupColumn("reset", ImGuiTableColumnFlags_WidthFixed, dp(20));
}

Form::~Form() {
    if (open_) ImGui::EndTable();
}

void Form::row(const char* label, std::string_view help) {
    if (open_) {
        ImGui::TableNextRow();
        ImGui::TableSetColumnIndex(0);
    }
    ImGui::AlignTextToFramePadding();
    text_ellipsis(label, palette().text);
    tooltip(help);
    if (open_) ImGui::TableSetColumnIndex(1);
    ImGui::SetNextItemWidth(-1.0F);
}

bool Form::reset(bool changed, const char* id) {
    if (open_) ImGui::TableSetColumnIndex(2);
    if (!changed) return false;
    ImGui::PushID(id);
    ImGui::PushStyleColor(ImGuiCol_Button, ImVec4(0, 0, 0, 0));
    ImGui::PushStyleVar(ImGuiStyleVar_FramePadding, ImVec2(0, ImGui::GetStyle().FramePadding.y));
    const bool pressed = ImGui::Button("\u21BA", ImVec2(dp(20), ImGui::GetFrameHeight()));
    ImGui::PopStyleVar();
    ImGui::PopStyleColor();
    tooltip("Back to the default");
    ImGui::PopID();
    return pressed;
}

void flow(float width) {
    ImGui::SameLine();
    if (ImGui::GetContentRegionAvail().x < width) ImGui::NewLine();
}

float button_width(const char* label, bool box) {
    const ImGuiStyle& style = ImGui::GetStyle();
    const float text = ImGui::CalcTextSize(label, nullptr, true).x;
    return box ? ImGui::GetFrameHeight() + style.ItemInnerSpacing.x + text
               : text + 2 * style.FramePadding.x;
}

bool primary_button(const char* label, ImVec2 size) {
    ImGui::PushStyleColor(ImGuiCol_Button, palette().accent);
    ImGui::PushStyleColor(ImGuiCol_Text, palette().ground);
    const bool pressed = ImGui::Button(label, size);
    ImGui::PopStyleColor(2);
    return pressed;
}

}  // namespace zscope::ui
