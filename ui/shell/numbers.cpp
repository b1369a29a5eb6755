// SPDX-License-Identifier: MIT
#include "ui/shell/numbers.h"

#include <fmt/format.h>
#include <imgui.h>

namespace zscope::ui {

std::string grouped(std::int64_t value) {
    const std::string digits = std::to_string(value);
    const std::size_t first = digits.front() == '-' ? 1 : 0;
    std::string out;
    for (std::size_t i = 0; i < digits.size(); ++i) {
        if (i > first && (digits.size() - i) % 3 == 0) out.push_back(',');
        out.push_back(digits[i]);
    }
    return out;
}

std::string in_bytes(std::int64_t bytes) {
    const double megabytes = static_cast<double>(bytes) / 1e6;
    return megabytes < 999.5 ? fmt::format("{:.0f} MB", megabytes)
                             : fmt::format("{:.1f} GB", megabytes / 1e3);
}

std::string ellipsis(const std::string& text, float width) {
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

}  // namespace zscope::ui
