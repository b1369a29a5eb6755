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
constexpr const char* kInUse = "in use";

bool enter_pressed() {
    return ImGui::IsKeyPressed(ImGuiKey_Enter, false) ||
           ImGui::IsKeyPressed(ImGuiKey_KeypadEnter, false);
}

const std::string& text_below(const ModelRow& row) {
    return row.missing.empty() ? row.below : row.missing;
}

float height_below(const ModelRow& row, float width) {
    ImGui::PushFont(nullptr, kSmall);
    const bool one_line = row.is_path && row.missing.empty();
    const float height =
        one_line ? ImGui::GetTextLineHeight()
                 : ImGui::CalcTextSize(text_below(row).c_str(), nullptr, false, width).y;
    ImGui::PopFont();
    return height;
}

// Where the buttons begin; the name has the room before them.
float buttons_left(const ModelRow& row, float right) {
    float left = right;
    if (row.removable) left -= ImGui::GetFrameHeight() + dp(4);
    if (!row.missing.empty()) return left;
    if (row.comparable) left -= button_width(kCompare) + dp(4);
    const float first = row.in_use ? ImGui::CalcTextSize(kInUse).x + dp(8) : button_width("Open");
    return left - first;
}

void open_button(const ModelRow& row, ModelRowEvent& event) {
    if (row.in_use) {
        ImGui::AlignTextToFramePadding();
        ImGui::TextColored(palette().accent, "%s", kInUse);
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
    if (ImGui::MenuItem("Open", "Enter", false, there && !row.in_use)) event.open = true;
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
    if (row.is_path && row.missing.empty()) {
        ImGui::TextColored(palette().muted, "%s", cut_middle(row.below, width).c_str());
    } else {
        ImGui::PushTextWrapPos(ImGui::GetCursorPosX() + width);
        ImGui::TextColored(palette().muted, "%s", text_below(row).c_str());
        ImGui::PopTextWrapPos();
    }
    ImGui::PopFont();
}

void name_line(const ModelRow& row, float width) {
    const ImVec4& colour = row.missing.empty() ? palette().text : palette().muted;
    if (row.foldable) {
        const float left = ImGui::GetCursorPosX();
        ImGui::PushFont(nullptr, kSmall);
        ImGui::TextColored(palette().muted, "%s",
                           row.unfolded ? ICON_FA_CHEVRON_DOWN : ICON_FA_CHEVRON_RIGHT);
        ImGui::PopFont();
        ImGui::SameLine(0, 0);
        ImGui::SetCursorPosX(left + dp(16));
        width -= dp(16);
    }
    ImGui::PushFont(fonts().strong, kBody);
    text_ellipsis(row.name, colour, width);
    ImGui::PopFont();
}

// The line as a whole: what a click, a double-click and the keyboard do.
void line(const ModelRow& row, ImVec2 size, ModelRowEvent& event) {
    const bool pressed = ImGui::Selectable(
        "##row", row.in_use,
        ImGuiSelectableFlags_AllowDoubleClick | ImGuiSelectableFlags_AllowOverlap, size);
    // Enter works on the line that was clicked last too, where no cursor of the keyboard is shown.
    const bool twice =
        (pressed && ImGui::IsMouseDoubleClicked(0)) || (ImGui::IsItemFocused() && enter_pressed());
    event.open = twice && row.missing.empty();
    event.folded = pressed && !twice && row.foldable;
    if (row.is_path) tooltip(row.below);
}

}  // namespace

ModelRowEvent model_row(const ModelRow& row, const std::string& path_to_copy) {
    ModelRowEvent event;
    ImGui::PushID(row.id.c_str());
    const ImVec2 at = ImGui::GetCursorPos();
    const float inset = dp(8), width = ImGui::GetContentRegionAvail().x;
    const float inside = width - 2 * inset;
    line(row, ImVec2(width, ImGui::GetFrameHeight() + height_below(row, inside) + dp(8)), event);
    verbs(row, path_to_copy, event);
    const ImVec2 end = ImGui::GetCursorPos();

    const float right = at.x + width - dp(4);
    const float left = std::max(buttons_left(row, right), at.x + inset + dp(40));
    ImGui::SetCursorPos(ImVec2(at.x + inset, at.y + dp(2)));
    ImGui::AlignTextToFramePadding();
    name_line(row, left - at.x - inset - dp(8));
    ImGui::SetCursorPos(ImVec2(left, at.y + dp(2)));
    buttons(row, event);
    ImGui::SetCursorPos(ImVec2(at.x + inset, at.y + dp(4) + ImGui::GetFrameHeight()));
    line_below(row, inside);
    ImGui::SetCursorPos(end);
    ImGui::Dummy(ImVec2(0, 0));
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
        const float room =
            ImGui::GetContentRegionAvail().x - (fact.copy.empty() ? 0 : copy + dp(8));
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
