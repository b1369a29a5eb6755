// SPDX-License-Identifier: MIT
#include "ui/shell/toasts.h"

#include <IconsFontAwesome6.h>
#include <fmt/format.h>
#include <imgui_internal.h>

#include <algorithm>
#include <utility>

#include "ui/theme.h"

namespace zscope::ui {

namespace {

constexpr std::size_t kMost = 4;

double seconds_for(LogLevel level) {
    return level == LogLevel::error ? 12.0 : 6.0;
}

}  // namespace

const char* icon_of(LogLevel level) {
    switch (level) {
        case LogLevel::info:
            return ICON_FA_CIRCLE_INFO;
        case LogLevel::warning:
            return ICON_FA_TRIANGLE_EXCLAMATION;
        case LogLevel::error:
            return ICON_FA_CIRCLE_XMARK;
    }
    return "";
}

const ImVec4& color_of(LogLevel level) {
    switch (level) {
        case LogLevel::info:
            return palette().accent;
        case LogLevel::warning:
            return palette().warning;
        case LogLevel::error:
            return palette().minus;
    }
    return palette().text;
}

void Toasts::add(LogLevel level, std::string text, double time) {
    const double until = time + seconds_for(level);
    const auto same = std::find_if(toasts_.begin(), toasts_.end(),
                                   [&](const Toast& toast) { return toast.text == text; });
    if (same != toasts_.end()) {
        ++same->repeats;
        same->until = until;
        return;
    }
    if (toasts_.size() == kMost) toasts_.erase(toasts_.begin());
    toasts_.push_back({level, std::move(text), 1, until, ++last_id_});
}

std::optional<double> Toasts::next_change() const {
    if (toasts_.empty()) return std::nullopt;
    return std::min_element(toasts_.begin(), toasts_.end(),
                            [](const Toast& a, const Toast& b) { return a.until < b.until; })
        ->until;
}

void Toasts::draw(double time, float right, float bottom) {
    std::erase_if(toasts_, [&](const Toast& toast) { return toast.until <= time; });
    int dismissed = 0;
    for (auto toast = toasts_.rbegin(); toast != toasts_.rend(); ++toast) {
        float height = 0;
        if (draw_one(*toast, right, bottom, &height)) dismissed = toast->id;
        bottom -= height + dp(8);
    }
    std::erase_if(toasts_, [&](const Toast& toast) { return toast.id == dismissed; });
}

bool Toasts::draw_one(const Toast& toast, float right, float bottom, float* height) const {
    const float width = dp(360);
    ImGui::SetNextWindowPos({right, bottom}, ImGuiCond_Always, {1, 1});
    ImGui::SetNextWindowSize({width, 0});
    ImGui::PushStyleColor(ImGuiCol_WindowBg, palette().raised);
    ImGui::Begin(fmt::format("###toast{}", toast.id).c_str(), nullptr,
                 ImGuiWindowFlags_NoDecoration | ImGuiWindowFlags_NoDocking |
                     ImGuiWindowFlags_NoMove | ImGuiWindowFlags_NoSavedSettings |
                     ImGuiWindowFlags_NoFocusOnAppearing | ImGuiWindowFlags_NoNav |
                     ImGuiWindowFlags_AlwaysAutoResize);
    ImGui::BringWindowToDisplayFront(ImGui::GetCurrentWindow());
    ImGui::TextColored(color_of(toast.level), "%s", icon_of(toast.level));
    ImGui::SameLine(dp(40));
    ImGui::PushTextWrapPos(width - dp(12));
    if (toast.repeats > 1) {
        ImGui::TextUnformatted(fmt::format("{} (×{})", toast.text, toast.repeats).c_str());
    } else {
        ImGui::TextUnformatted(toast.text.c_str());
    }
    ImGui::PopTextWrapPos();
    const bool clicked = ImGui::IsWindowHovered() && ImGui::IsMouseClicked(ImGuiMouseButton_Left);
    if (ImGui::IsWindowHovered()) ImGui::SetTooltip("Click to put away; the log keeps it");
    *height = ImGui::GetWindowHeight();
    ImGui::End();
    ImGui::PopStyleColor();
    return clicked;
}

}  // namespace zscope::ui
