// SPDX-License-Identifier: MIT
#include "ui/shell/status_bar.h"

#include <fmt/format.h>
#include <imgui.h>

#include <algorithm>
#include <string>

#include "ui/shell/toasts.h"
#include "ui/theme.h"
#include "ui/widgets/text.h"

namespace zscope::ui {

namespace {

// A figure and its unit in a cell that is as wide as `widest`.
void cell(const std::string& text, const char* widest, const char* tooltip) {
    const float left = ImGui::GetCursorPosX();
    ImGui::AlignTextToFramePadding();
    ImGui::TextUnformatted(text.c_str());
    ImGui::SetItemTooltip("%s", tooltip);
    ImGui::SameLine(0, 0);
    ImGui::SetCursorPosX(left + ImGui::CalcTextSize(widest).x + dp(16));
}

void message(LogLevel level, const std::string& text, const char* tooltip) {
    ImGui::AlignTextToFramePadding();
    if (level != LogLevel::info) {
        ImGui::TextColored(color_of(level), "%s", text.c_str());
    } else {
        ImGui::TextUnformatted(text.c_str());
    }
    ImGui::SetItemTooltip("%s", tooltip);
}

}  // namespace

void draw_status_bar(const Frame& frame, std::int64_t memory_bytes, float width) {
    ImGui::PushFont(fonts().mono, kSmall);
    ImGui::PushStyleColor(ImGuiCol_Text, palette().muted);
    const TrainerStatus& status = frame.trainer;
    if (status.state != TrainerState::idle) {
        cell(fmt::format("{:>6.1f} images/s", status.images_per_s), "88888.8 images/s",
             "Speed of training, over the last few seconds");
        cell(fmt::format("step {}", thousands(status.step)), "step 8,888,888",
             "Training steps done; one step is one batch");
    }
    cell(fmt::format("G {:>5.1f} ms {}", frame.compute_ms, frame.drawn_in_bf16 ? "bf16" : "fp32"),
         "G 8888.8 ms bf16",
         frame.drawn_in_bf16
             ? "Time in the generator for the last piece of work, at most 16 images.\n"
               "bf16: the window draws fast, a few of 255 levels from exports and "
               "measurements, which are fp32"
             : "Time in the generator for the last piece of work, at most 16 images");
    cell(bytes_text(memory_bytes), "88.8 GB", "Memory that zscope holds");
    cell(fmt::format("UI {:>4.1f} ms", frame.frame_ms), "UI 888.8 ms",
         "Time that the window took for the last picture");
    ImGui::PopFont();
    ImGui::PushFont(fonts().text, kSmall);
    const float room = std::max(dp(40), width - ImGui::GetCursorPosX() - dp(12));
    if (!status.problem.empty()) {
        message(LogLevel::error, cut_to(status.problem, room), status.problem.c_str());
    } else if (frame.log.empty()) {
        ImGui::Dummy({1, 1});  // after the last cell's room: ImGui wants an item there
    } else {
        message(frame.log.back().level, cut_to(frame.log.back().text, room),
                "The last message; the Log has them all");
    }
    ImGui::PopFont();
    ImGui::PopStyleColor();
}

}  // namespace zscope::ui
