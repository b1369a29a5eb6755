// SPDX-License-Identifier: MIT
#include "ui/panels/log_panel.h"

#include <fmt/format.h>
#include <imgui.h>

#include <algorithm>

#include "ui/theme.h"
#include "ui/widgets/states.h"
#include "ui/widgets/text.h"

namespace zscope::ui {

namespace {

constexpr const char* kLevels[] = {"Everything", "Warnings and errors", "Errors"};

const char* word_of(LogLevel level) {
    switch (level) {
        case LogLevel::info:
            return "";
        case LogLevel::warning:
            return "warning: ";
        case LogLevel::error:
            return "error: ";
    }
    return "";
}

ImVec4 colour_of(LogLevel level) {
    if (level == LogLevel::error) return palette().minus;
    return level == LogLevel::warning ? palette().warning : palette().text;
}

void draw_line(const Frame& frame, const LogLine& line) {
    const ImVec2 at = ImGui::GetCursorPos();
    ImGui::PushFont(fonts().mono, kSmall);
    ImGui::TextColored(palette().muted, "%s", relative_time(frame.now, line.time).c_str());
    ImGui::PopFont();
    tooltip(exact_time(line.time));
    ImGui::SameLine();
    ImGui::SetCursorPos(ImVec2(at.x + dp(88), at.y));
    std::string text = word_of(line.level) + line.text;
    if (line.repeats > 1) text += fmt::format("  ×{}", line.repeats);
    text_ellipsis(text, colour_of(line.level));
}

}  // namespace

std::vector<std::size_t> lines_from(const std::vector<LogLine>& log, LogLevel lowest) {
    std::vector<std::size_t> lines;
    for (std::size_t i = 0; i < log.size(); ++i) {
        if (log[i].level >= lowest) lines.push_back(i);
    }
    return lines;
}

std::string line_text(const LogLine& line) {
    std::string text = exact_time(line.time) + " " + word_of(line.level) + line.text;
    if (line.repeats > 1) text += fmt::format(" ({} times)", line.repeats);
    return text;
}

void LogPanel::set_settings(const nlohmann::json& settings) {
    level_ = std::clamp(settings.value("level", level_), 0, 2);
}

void LogPanel::draw(Frame& frame) {
    if (frame.log.empty()) {
        empty_state("Messages are kept here: what was opened, saved, or went wrong.");
        return;
    }
    const std::vector<std::size_t> lines = lines_from(frame.log, static_cast<LogLevel>(level_));
    ImGui::SetNextItemWidth(dp(168));
    ImGui::Combo("##level", &level_, kLevels, IM_ARRAYSIZE(kLevels));
    tooltip("What is listed.");
    ImGui::SameLine();
    if (ImGui::Button("Copy")) {
        std::string all;
        for (const std::size_t i : lines)
            all += line_text(frame.log[i]) + "\n";
        ImGui::SetClipboardText(all.c_str());
    }
    tooltip("Copies the listed lines, with their exact times.");
    if (ImGui::BeginChild("lines")) {
        // Follows the newest line unless somebody has scrolled up.
        const bool at_end = ImGui::GetScrollY() >= ImGui::GetScrollMaxY();
        ImGuiListClipper clipper;
        clipper.Begin(static_cast<int>(lines.size()));
        while (clipper.Step()) {
            for (int i = clipper.DisplayStart; i < clipper.DisplayEnd; ++i) {
                draw_line(frame, frame.log[lines[static_cast<std::size_t>(i)]]);
            }
        }
        if (at_end) ImGui::SetScrollHereY(1.0F);
    }
    ImGui::EndChild();
}

}  // namespace zscope::ui
