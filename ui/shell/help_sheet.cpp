// SPDX-License-Identifier: MIT
#include "ui/shell/help_sheet.h"

#include <algorithm>
#include <array>

#include "ui/theme.h"

namespace zscope::ui {

namespace {

struct Row {
    const char* what;
    const char* means;
};

constexpr std::array<Row, 19> kGestures = {{
    {"Click a sample", "Select it"},
    {"Ctrl-click · Shift-click", "Add to the selection · select a range"},
    {"Double-click a sample", "Open it in the Inspector"},
    {"Drag a sample", "Carry it: whatever can take it lights up"},
    {"Right click", "Every verb that applies, with its key"},
    {"Wheel · middle drag · F", "Zoom at the pointer · pan · fit"},
    {"Hold Shift over the large image", "The sample before the changes"},
    {"Hold Z and drag on the large image", "Move in latent space; letting go makes a sample"},
    {"Double-click or Ctrl-click a slider", "Type a number"},
    {"Right click a slider · Shift-drag", "Reset · fine steps"},
    {"Space", "Train: pause or go on. Explore: play or pause the interpolation"},
    {". · ,", "Train: one step. Explore: step on · step back"},
    {"Ctrl-Z · Ctrl-Y", "Undo · redo (training is not undone)"},
    {"1 · 2", "Workspace Train · Explore"},
    {"K · Del", "Keep the selection in the tray · remove it from there"},
    {"Tab · arrows · Enter", "Reach every control without a mouse"},
    {"Drop a file or folder", "A model or run opens; a folder of images becomes the data source"},
    {"?", "This sheet"},
    {"Esc", "Close what is open on top"},
}};

constexpr std::array<Row, 8> kWords = {{
    {"z",
     "The vector of random numbers that the generator turns into an image. Every image is one "
     "point z; points close together give images that look alike."},
    {"slerp",
     "Spherical interpolation: from one z to another along the arc between them, so that "
     "the length of z stays what the generator was trained on. A straight line (lerp) "
     "passes nearer to zero, where images are blander."},
    {"logit",
     "The number that the discriminator gives to an image before it is squashed to 0…1. "
     "Above zero means \"looks real\", below zero \"looks made\"."},
    {"feature map",
     "One channel inside a network: a small picture of where one feature was found "
     "or is to be drawn. A layer has from dozens to hundreds of them."},
    {"BatchNorm",
     "A layer that shifts and scales each feature map to a common mean and spread. "
     "While training it uses the batch's own figures; for exploring, zscope uses the "
     "stored averages, so an image does not depend on its neighbours."},
    {"EMA",
     "An exponential moving average of the generator's weights over the training steps. Its "
     "images are usually cleaner than those of the newest weights."},
    {"KID",
     "Kernel Inception Distance: how far a set of made images is from a set of real ones, as "
     "seen by a trained network. Lower is better, and it comes with an error bar."},
    {"mode collapse",
     "When the generator makes only a few kinds of image, whatever z it is given. "
     "The losses can look fine meanwhile: watch the variety of the samples."},
}};

template <std::size_t N>
void draw_rows(const char* id, const std::array<Row, N>& rows, float first_column) {
    if (!ImGui::BeginTable(id, 2, ImGuiTableFlags_BordersInnerH | ImGuiTableFlags_ScrollY)) return;
    ImGui::TableSetupColumn("what", ImGuiTableColumnFlags_WidthFixed, first_column);
    ImGui::TableSetupColumn("means", ImGuiTableColumnFlags_WidthStretch);
    for (const Row& row : rows) {
        ImGui::TableNextRow();
        ImGui::TableNextColumn();
        ImGui::PushFont(fonts().strong, kBody);
        ImGui::TextWrapped("%s", row.what);
        ImGui::PopFont();
        ImGui::TableNextColumn();
        ImGui::TextWrapped("%s", row.means);
    }
    ImGui::EndTable();
}

}  // namespace

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
                draw_rows("gestures", kGestures, dp(256));
                ImGui::EndTabItem();
            }
            if (ImGui::BeginTabItem("Words")) {
                draw_rows("words", kWords, dp(136));
                ImGui::EndTabItem();
            }
            ImGui::EndTabBar();
        }
    }
    ImGui::End();
}

}  // namespace zscope::ui
