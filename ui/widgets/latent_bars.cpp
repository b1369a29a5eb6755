// SPDX-License-Identifier: MIT
#include "ui/widgets/latent_bars.h"

#include <algorithm>
#include <cmath>

#include "ui/theme.h"

namespace zscope::ui {

namespace {

ImU32 colour(const ImVec4& value, float alpha = 1.0F) {
    return ImGui::GetColorU32(ImVec4(value.x, value.y, value.z, alpha));
}

}  // namespace

std::size_t bar_at(float x, float width, std::size_t count) {
    if (count == 0 || width <= 0) return 0;
    const float place = std::floor(x / width * static_cast<float>(count));
    return static_cast<std::size_t>(std::clamp(place, 0.0F, static_cast<float>(count - 1)));
}

float bar_value(float y, float height, float limit) {
    return std::clamp((0.5F - y / std::max(1.0F, height)) * 2 * limit, -limit, limit);
}

float bar_limit(const std::vector<float>& z, bool uniform) {
    float limit = uniform ? 1.0F : 3.5F;
    for (const float value : z)
        limit = std::max(limit, std::ceil(std::abs(value) * 2) / 2);
    return limit;
}

LatentBars::Event LatentBars::draw(const char* id, std::vector<float>& z, float limit, ImVec2 size,
                                   std::optional<std::size_t> marked) {
    const ImVec2 low = ImGui::GetCursorScreenPos();
    ImGui::InvisibleButton(id, size,
                           ImGuiButtonFlags_MouseButtonLeft | ImGuiButtonFlags_MouseButtonRight);
    Event event;
    const ImVec2 mouse(ImGui::GetIO().MousePos.x - low.x, ImGui::GetIO().MousePos.y - low.y);
    const std::size_t under = bar_at(mouse.x, size.x, z.size());
    if (ImGui::IsItemHovered()) event.hovered = under;
    if (ImGui::IsItemActive() && !z.empty()) {
        if (!dragging_) last_ = under;
        dragging_ = true;
        const bool zero = ImGui::IsMouseDown(ImGuiMouseButton_Right);
        const float value = zero ? 0.0F : bar_value(mouse.y, size.y, limit);
        const auto [from, to] = std::minmax(last_, under);
        for (std::size_t i = from; i <= to; ++i) {
            event.changed |= z[i] != value;
            z[i] = value;
        }
        moved_ |= event.changed;
        last_ = under;
    } else if (dragging_) {
        event.released = moved_;
        dragging_ = moved_ = false;
    }
    ImDrawList& draw = *ImGui::GetWindowDrawList();
    const float middle = low.y + size.y / 2;
    draw.AddRectFilled(low, ImVec2(low.x + size.x, low.y + size.y), colour(palette().ground));
    const float step = size.x / static_cast<float>(std::max<std::size_t>(1, z.size()));
    for (std::size_t i = 0; i < z.size(); ++i) {
        const float left = low.x + static_cast<float>(i) * step;
        const float end = middle - std::clamp(z[i] / limit, -1.0F, 1.0F) * size.y / 2;
        const bool strong = marked == i || event.hovered == i;
        const ImVec4& tone = z[i] < 0 ? palette().minus : palette().plus;
        draw.AddRectFilled(ImVec2(left, std::min(middle, end)),
                           ImVec2(left + std::max(1.0F, step - 1), std::max(middle, end)),
                           colour(strong ? palette().text : tone, strong ? 1.0F : 0.9F));
    }
    draw.AddLine(ImVec2(low.x, middle), ImVec2(low.x + size.x, middle), colour(palette().line));
    return event;
}

}  // namespace zscope::ui
