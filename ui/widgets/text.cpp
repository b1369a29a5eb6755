// SPDX-License-Identifier: MIT
#include "ui/widgets/text.h"

#include <fmt/chrono.h>
#include <fmt/format.h>
#include <imgui_internal.h>

#include <algorithm>
#include <cmath>
#include <ctime>

namespace zscope::ui {

std::string thousands(std::int64_t value) {
    std::string digits = fmt::format("{}", value);
    const std::ptrdiff_t first = value < 0 ? 1 : 0;
    for (auto at = static_cast<std::ptrdiff_t>(digits.size()) - 3; at > first; at -= 3) {
        digits.insert(static_cast<std::size_t>(at), 1, ',');
    }
    return digits;
}

std::string count_of(std::int64_t value, const char* one) {
    return fmt::format("{} {}{}", thousands(value), one, value == 1 ? "" : "s");
}

std::string bytes_text(std::int64_t bytes) {
    const double value = static_cast<double>(bytes);
    if (value >= 999.5e6) return fmt::format("{:.1f} GB", value / 1e9);
    if (value >= 999.5e3) return fmt::format("{:.0f} MB", value / 1e6);
    return fmt::format("{:.0f} kB", value / 1e3);
}

std::string duration_text(double seconds) {
    if (!std::isfinite(seconds) || seconds < 0) return "unknown";
    const auto whole = static_cast<std::int64_t>(std::llround(seconds));
    if (whole < 60) return fmt::format("{} s", whole);
    if (whole < 3600) return fmt::format("{} min {:02} s", whole / 60, whole % 60);
    if (whole < 48 * 3600) return fmt::format("{} h {:02} min", whole / 3600, whole % 3600 / 60);
    return fmt::format("{} days", whole / 86400);
}

std::string rate_text(double images_per_s) {
    if (!std::isfinite(images_per_s) || images_per_s <= 0) return "– images/s";
    if (images_per_s < 10) return fmt::format("{:.1f} images/s", images_per_s);
    return fmt::format("{} images/s", thousands(std::llround(images_per_s)));
}

std::string relative_time(double now, double then) {
    const double ago = now - then;
    if (ago < 5) return "just now";
    if (ago < 60) return fmt::format("{:.0f} s ago", std::floor(ago));
    if (ago < 3600) return fmt::format("{:.0f} min ago", std::floor(ago / 60));
    if (ago < 86400) return fmt::format("{:.0f} h ago", std::floor(ago / 3600));
    return fmt::format("{:.0f} d ago", std::floor(ago / 86400));
}

std::string exact_time(double seconds_since_1970) {
    const auto when = static_cast<std::time_t>(seconds_since_1970);
    return fmt::format("{:%Y-%m-%d %H:%M:%S}", fmt::localtime(when));
}

std::string figure(double value) {
    if (std::isnan(value)) return "not a number";
    if (std::isinf(value)) return value > 0 ? "infinite" : "−infinite";
    const double size = std::abs(value);
    if (size != 0 && (size < 1e-3 || size >= 1e4)) return fmt::format("{:.2e}", value);
    const int decimals = size >= 100 ? 0 : size >= 10 ? 1 : size >= 0.1 || size == 0 ? 2 : 4;
    return fmt::format("{:.{}f}", value, decimals);
}

std::string cut_to(const std::string& text, float width) {
    if (ImGui::CalcTextSize(text.c_str()).x <= width) return text;
    // Never inside a character: its bytes after the first start with the bits 10.
    const auto inside = [&](std::size_t i) {
        return (static_cast<unsigned char>(text[i]) & 0xC0U) == 0x80U;
    };
    for (std::size_t length = text.size(); length-- > 1;) {
        if (inside(length)) continue;
        std::string cut = fmt::format("{}…", text.substr(0, length));
        if (ImGui::CalcTextSize(cut.c_str()).x <= width) return cut;
    }
    return "…";
}

std::string cut_middle(const std::string& text, float width) {
    if (ImGui::CalcTextSize(text.c_str()).x <= width) return text;
    // Never inside a character: its bytes after the first start with the bits 10.
    const auto inside = [&](std::size_t i) {
        return i < text.size() && (static_cast<unsigned char>(text[i]) & 0xC0U) == 0x80U;
    };
    const auto with = [&](std::size_t kept) {  // so many bytes, a third of them at the beginning
        std::size_t head = kept / 3, tail = text.size() - (kept - kept / 3);
        while (inside(head))
            --head;
        while (inside(tail))
            ++tail;
        return fmt::format("{}…{}", text.substr(0, head), text.substr(tail));
    };
    std::size_t fits = 0, too_many = text.size();
    while (too_many - fits > 1) {
        const std::size_t middle = (fits + too_many) / 2;
        const bool narrow = ImGui::CalcTextSize(with(middle).c_str()).x <= width;
        (narrow ? fits : too_many) = middle;
    }
    return with(fits);
}

void text_ellipsis(std::string_view text, const ImVec4& colour, float width) {
    const float room = width > 0 ? width : ImGui::GetContentRegionAvail().x;
    const ImVec2 size = ImGui::CalcTextSize(text.data(), text.data() + text.size());
    const ImVec2 shown(std::min(std::max(room, 1.0F), size.x), size.y);
    ImGuiWindow& window = *ImGui::GetCurrentWindow();
    // On the line's baseline, as ImGui's own texts.
    const ImVec2 at(window.DC.CursorPos.x,
                    window.DC.CursorPos.y + window.DC.CurrLineTextBaseOffset);
    ImGui::ItemSize(shown, 0.0F);
    if (!ImGui::ItemAdd(ImRect(at, ImVec2(at.x + shown.x, at.y + shown.y)), 0)) return;
    // The clip leaves room below: descenders may hang out of the line.
    const ImVec2 end(at.x + std::max(room, 1.0F), at.y + size.y + dp(4));
    ImGui::PushStyleColor(ImGuiCol_Text, colour);
    ImGui::RenderTextEllipsis(ImGui::GetWindowDrawList(), at, end, end.x, text.data(),
                              text.data() + text.size(), &size);
    ImGui::PopStyleColor();
    if (size.x > room) tooltip(text);
}

void muted(std::string_view text) {
    ImGui::PushStyleColor(ImGuiCol_Text, palette().muted);
    ImGui::PushTextWrapPos(0.0F);
    ImGui::TextUnformatted(text.data(), text.data() + text.size());
    ImGui::PopTextWrapPos();
    ImGui::PopStyleColor();
}

void small_muted(std::string_view text) {
    ImGui::PushFont(nullptr, kSmall);
    muted(text);
    ImGui::PopFont();
}

void mono(std::string_view text) {
    ImGui::PushFont(fonts().mono, kSmall);
    ImGui::TextUnformatted(text.data(), text.data() + text.size());
    ImGui::PopFont();
}

void heading(std::string_view text) {
    ImGui::Dummy(ImVec2(0, dp(4)));
    ImGui::PushFont(fonts().strong, kBody);
    ImGui::TextUnformatted(text.data(), text.data() + text.size());
    ImGui::PopFont();
}

void tooltip(std::string_view text) {
    if (text.empty() || !ImGui::BeginItemTooltip()) return;
    ImGui::PushTextWrapPos(dp(360));
    ImGui::TextUnformatted(text.data(), text.data() + text.size());
    ImGui::PopTextWrapPos();
    ImGui::EndTooltip();
}

}  // namespace zscope::ui
