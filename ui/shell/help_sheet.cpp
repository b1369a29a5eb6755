// SPDX-License-Identifier: MIT
#include "ui/shell/help_sheet.h"

#include <zscope_embedded.h>

#include <nlohmann/json.hpp>

#include <algorithm>
#include <array>

#include "ui/theme.h"

namespace zscope::ui {

namespace {

struct Row {
    const char* what;
    const char* means;
};

constexpr std::array<Row, 20> kGestures = {{
    {"Click a sample", "Select it"},
    {"Ctrl-click · Shift-click", "Add to the selection · select a range"},
    {"Double-click a sample", "Open it in the Inspector"},
    {"Drag a sample", "Carry it: whatever can take it lights up"},
    {"Right click", "Every verb that applies, with its key"},
    {"Wheel · middle drag · F", "Zoom at the pointer · pan · fit"},
    {"Hold Shift over the large image", "The sample before the changes"},
    {"Hold Space or the mouse on an image", "Before and after: the other one in its place"},
    {"Hold Z and drag on the large image", "Move in latent space; letting go makes a sample"},
    {"Double-click or Ctrl-click a slider", "Type a number"},
    {"Right click a slider · Shift-drag", "Reset · fine steps"},
    {"Space", "Train: pause or go on. Explore: play or pause the interpolation"},
    {". · ,", "Train: one step. Explore: step on · step back"},
    {"Ctrl-Z · Ctrl-Y", "Undo · redo (training is not undone)"},
    {"1 · 2 · 3 · 4", "Workspace Train · Explore · Directions · Operate"},
    {"K · Del", "Keep the selection in the tray · remove it from there"},
    {"Tab · arrows · Enter", "Reach every control without a mouse"},
    {"Drop a file or folder", "A model or run opens; a folder of images becomes the data source"},
    {"?", "This sheet"},
    {"Esc", "Close what is open on top"},
}};

bool begin_rows(const char* id, float first_column) {
    const ImGuiTableFlags flags = ImGuiTableFlags_BordersInnerH | ImGuiTableFlags_ScrollY;
    if (!ImGui::BeginTable(id, 2, flags)) return false;
    ImGui::TableSetupColumn("what", ImGuiTableColumnFlags_WidthFixed, first_column);
    ImGui::TableSetupColumn("means", ImGuiTableColumnFlags_WidthStretch);
    return true;
}

void draw_row(const char* what, const char* means) {
    ImGui::TableNextRow();
    ImGui::TableNextColumn();
    ImGui::PushFont(fonts().strong, kBody);
    ImGui::TextWrapped("%s", what);
    ImGui::PopFont();
    ImGui::TableNextColumn();
    ImGui::TextWrapped("%s", means);
}

void draw_gestures() {
    if (!begin_rows("gestures", dp(256))) return;
    for (const Row& row : kGestures)
        draw_row(row.what, row.means);
    ImGui::EndTable();
}

void draw_words() {
    if (!begin_rows("words", dp(136))) return;
    for (const Word& row : glossary())
        draw_row(row.word.c_str(), row.means.c_str());
    ImGui::EndTable();
}

}  // namespace

const std::vector<Word>& glossary() {
    static const std::vector<Word> words = [] {
        std::vector<Word> read;
        const auto json = nlohmann::json::parse(embedded_file("assets/words.json"));
        for (const nlohmann::json& row : json)
            read.push_back({row.at("word"), row.at("means")});
        return read;
    }();
    return words;
}

void HelpSheet::draw(ImVec2 centre, ImVec2 largest) {
    if (!open_) return;
    const ImVec2 size = {std::min(dp(720), largest.x - dp(32)),
                         std::min(dp(620), largest.y - dp(32))};
    ImGui::SetNextWindowPos(centre, ImGuiCond_Appearing, {0.5F, 0.5F});
    ImGui::SetNextWindowSize(size, ImGuiCond_Appearing);
    const ImGuiWindowFlags flags =
        ImGuiWindowFlags_NoDocking | ImGuiWindowFlags_NoCollapse | ImGuiWindowFlags_NoSavedSettings;
    if (ImGui::Begin("Help###help", &open_, flags)) {
        if (ImGui::IsWindowFocused(ImGuiFocusedFlags_ChildWindows) &&
            ImGui::IsKeyPressed(ImGuiKey_Escape)) {
            open_ = false;
        }
        if (ImGui::BeginTabBar("sheets")) {
            if (ImGui::BeginTabItem("Keys and gestures")) {
                draw_gestures();
                ImGui::EndTabItem();
            }
            if (ImGui::BeginTabItem("Words")) {
                draw_words();
                ImGui::EndTabItem();
            }
            ImGui::EndTabBar();
        }
    }
    ImGui::End();
}

}  // namespace zscope::ui
