// SPDX-License-Identifier: MIT
#include "ui/panels/model_rows.h"

#include <IconsFontAwesome6.h>
#include <imgui.h>

#include <algorithm>

#include "ui/theme.h"
#include "ui/widgets/form.h"
#include "ui/widgets/text.h"

namespace zscope::ui {

namespace {

constexpr const char* kCompare = "Compare";

bool enter_pressed() {
    return ImGui::IsKeyPressed(ImGuiKey_Enter, false) ||
           ImGui::IsKeyPressed(ImGuiKey_KeypadEnter, false);
}

float row_height() {
    return ImGui::GetFrameHeight() + ImGui::GetFontSize() * (kSmall / kBody) + dp(8);
}

// Where the buttons begin; the name has the room before them.
float buttons_left(const ModelRow& row, float right) {
    float left = right;
    if (row.removable) left -= ImGui::GetFrameHeight() + dp(4);
    if (!row.missing.empty()) return left;
    if (row.comparable) left -= button_width(kCompare) + dp(4);
    const float first =
        row.state.empty() ? button_width("Open") : ImGui::CalcTextSize(row.state.c_str()).x + dp(8);
    return left - first;
}

void open_button(const ModelRow& row, ModelRowEvent& event) {
    if (!row.state.empty()) {
        ImGui::AlignTextToFramePadding();
        ImGui::TextColored(palette().accent, "%s", row.state.c_str());
        tooltip("Every tool works on this model.");
        return;
    }
    if (ImGui::Button("Open")) event.open = true;
    tooltip("Every tool then works on this model (double-click or Enter on the line).");
}

void compare_button(const ModelRow& row, ModelRowEvent& event) {
    ImGui::SameLine(0, dp(4));
    const ImVec4 held = ImGui::GetStyleColorVec4(ImGuiCol_HeaderActive);
    if (row.compared) ImGui::PushStyleColor(ImGuiCol_Button, held);
    if (ImGui::Button(kCompare)) event.compare = true;
    if (row.compared) ImGui::PopStyleColor();
    tooltip(row.compared ? "It is compared with the opened model; press to stop."
                         : "Draws it beside the opened model, both on the same z.");
}

void buttons(const ModelRow& row, ModelRowEvent& event) {
    if (row.missing.empty()) {
        open_button(row, event);
        if (row.comparable) compare_button(row, event);
    }
    if (!row.removable) return;
    if (row.missing.empty()) ImGui::SameLine(0, dp(4));
    const float side = ImGui::GetFrameHeight();
    if (ImGui::Button(ICON_FA_XMARK "###remove", ImVec2(side, side))) event.remove = true;
    tooltip("Takes it off this list; the file stays.");
}

void verbs(const ModelRow& row, const std::string& path, ModelRowEvent& event) {
    if (!ImGui::BeginPopupContextItem("verbs")) return;
    const bool there = row.missing.empty();
    if (ImGui::MenuItem("Open", "Enter", false, there && row.state.empty())) event.open = true;
    const char* compare = row.compared ? "Stop comparing" : "Compare with the opened model";
    if (ImGui::MenuItem(compare, nullptr, false, there && row.comparable)) event.compare = true;
    ImGui::Separator();
    if (ImGui::MenuItem("Copy the path", nullptr, false, !path.empty())) {
        ImGui::SetClipboardText(path.c_str());
    }
    if (row.removable && ImGui::MenuItem("Remove from the list")) event.remove = true;
    ImGui::EndPopup();
}

void line_below(const ModelRow& row, float width) {
    ImGui::PushFont(nullptr, kSmall);
    const bool missing = !row.missing.empty();
    if (row.is_path && !missing) {
        const std::string cut = cut_middle(row.below, width);
        ImGui::TextColored(palette().muted, "%s", cut.c_str());
    } else {
        text_ellipsis(missing ? row.missing : row.below, palette().muted, width);
    }
    ImGui::PopFont();
}

}  // namespace

ModelRowEvent model_row(const ModelRow& row, const std::string& path_to_copy) {
    ModelRowEvent event;
    ImGui::PushID(row.id.c_str());
    const ImVec2 at = ImGui::GetCursorPos();
    const float width = ImGui::GetContentRegionAvail().x;
    const bool pressed =
        ImGui::Selectable("##row", row.selected,
                          ImGuiSelectableFlags_AllowDoubleClick | ImGuiSelectableFlags_AllowOverlap,
                          ImVec2(width, row_height()));
    const bool twice = pressed && (ImGui::IsMouseDoubleClicked(0) || enter_pressed());
    event.selected = pressed;
    event.open = twice && row.missing.empty();
    tooltip(row.missing.empty() && row.is_path ? row.below : row.missing);
    verbs(row, path_to_copy, event);
    const ImVec2 end = ImGui::GetCursorPos();

    const float inset = dp(8), right = at.x + width - dp(4);
    const float left = std::max(buttons_left(row, right), at.x + inset + dp(40));
    ImGui::SetCursorPos(ImVec2(at.x + inset, at.y + dp(2)));
    ImGui::AlignTextToFramePadding();
    ImGui::PushFont(fonts().strong, kBody);
    text_ellipsis(row.name, row.missing.empty() ? palette().text : palette().muted,
                  left - at.x - inset - dp(8));
    ImGui::PopFont();
    ImGui::SetCursorPos(ImVec2(left, at.y + dp(2)));
    buttons(row, event);
    ImGui::SetCursorPos(ImVec2(at.x + inset, at.y + dp(2) + ImGui::GetFrameHeight()));
    line_below(row, width - 2 * inset);
    ImGui::SetCursorPos(end);
    ImGui::PopID();
    return event;
}

void draw_facts(const std::vector<ModelFact>& facts) {
    ImGui::PushFont(nullptr, kSmall);
    const float label = dp(72), copy = ImGui::GetFrameHeight();
    for (const ModelFact& fact : facts) {
        ImGui::PushID(fact.label.c_str());
        const float left = ImGui::GetCursorPosX() + dp(8);
        ImGui::SetCursorPosX(left);
        ImGui::TextColored(palette().muted, "%s", fact.label.c_str());
        ImGui::SameLine(0, 0);
        ImGui::SetCursorPosX(left + label);
        const float room = ImGui::GetContentRegionAvail().x - (fact.copy.empty() ? 0 : copy);
        if (fact.wrapped) {
            ImGui::PushTextWrapPos(0.0F);
            ImGui::TextUnformatted(fact.text.c_str());
            ImGui::PopTextWrapPos();
        } else {
            ImGui::TextUnformatted(cut_middle(fact.text, room).c_str());
            tooltip(fact.copy);
        }
        if (!fact.copy.empty()) {
            ImGui::SameLine(0, dp(4));
            if (ImGui::SmallButton(ICON_FA_COPY)) ImGui::SetClipboardText(fact.copy.c_str());
            tooltip("Copies all of it.");
        }
        ImGui::PopID();
    }
    ImGui::PopFont();
    ImGui::Dummy(ImVec2(0, dp(4)));
}

}  // namespace zscope::ui
