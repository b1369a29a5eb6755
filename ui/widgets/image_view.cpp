// SPDX-License-Identifier: MIT
#include "ui/widgets/image_view.h"

#include <algorithm>
#include <cmath>

#include "ui/gl/image_shader.h"
#include "ui/theme.h"

namespace zscope::ui {

namespace {

constexpr float kSmallest = 0.25F, kLargest = 64.0F;

// The next whole multiple in the direction of `factor`, so that the wheel always moves.
float whole_step(float scale, float factor) {
    if (factor > 1) return std::max(std::floor(scale) + 1, std::floor(scale * factor));
    return std::max(1.0F, std::min(std::ceil(scale) - 1, std::ceil(scale * factor)));
}

}  // namespace

ImagePlace fit_image(ImVec2 view, ImVec2 image, bool whole) {
    if (image.x <= 0 || image.y <= 0) return {};
    float scale = std::min(view.x / image.x, view.y / image.y);
    if (whole && scale >= 1) scale = std::floor(scale);
    return {std::max(scale, 0.01F), ImVec2(0, 0)};
}

ImagePlace zoom_image(const ImagePlace& place, ImVec2 mouse, float factor, bool whole) {
    float scale = place.scale * factor;
    if (whole && std::max(scale, place.scale) > 1) scale = whole_step(place.scale, factor);
    scale = std::clamp(scale, kSmallest, kLargest);
    const float grown = scale / place.scale;
    return {scale, ImVec2(mouse.x - (mouse.x - place.offset.x) * grown,
                          mouse.y - (mouse.y - place.offset.y) * grown)};
}

void ImageView::steer(ImVec2 low, ImVec2 size) {
    const ImGuiIO& io = ImGui::GetIO();
    ImGui::SetItemKeyOwner(ImGuiKey_MouseWheelY);
    const ImVec2 mouse(io.MousePos.x - low.x - size.x / 2, io.MousePos.y - low.y - size.y / 2);
    if (io.MouseWheel != 0) {
        place_ = zoom_image(place_, mouse, std::pow(1.25F, io.MouseWheel), !smooth);
        fitted_ = false;
    }
    if (ImGui::IsMouseDragging(ImGuiMouseButton_Middle, 0)) {
        place_.offset.x += io.MouseDelta.x;
        place_.offset.y += io.MouseDelta.y;
        fitted_ = false;
    }
    if (!io.WantTextInput && ImGui::IsKeyPressed(ImGuiKey_F, false)) fitted_ = true;
}

bool ImageView::draw(const char* id, const TileAtlas& atlas, std::size_t tile, ImVec2 size) {
    const ImVec2 low = ImGui::GetCursorScreenPos();
    const ImVec2 high(low.x + size.x, low.y + size.y);
    ImGui::InvisibleButton(id, size, ImGuiButtonFlags_EnableNav);
    hovered_ = ImGui::IsItemHovered();
    if (hovered_) steer(low, size);
    ImDrawList& draw = *ImGui::GetWindowDrawList();
    draw.AddRectFilled(low, high, ImGui::ColorConvertFloat4ToU32(palette().ground));
    if (!atlas.has(tile)) return hovered_;
    const ImVec2 image(static_cast<float>(atlas.image(tile)->width),
                       static_cast<float>(atlas.image(tile)->height));
    if (fitted_) place_ = fit_image(size, image, !smooth);
    // Whole screen pixels: nearest neighbour shimmers otherwise.
    const ImVec2 from(
        std::round(low.x + size.x / 2 + place_.offset.x - image.x * place_.scale / 2),
        std::round(low.y + size.y / 2 + place_.offset.y - image.y * place_.scale / 2));
    draw.PushClipRect(low, high, true);
    draw_tile(draw, atlas, tile, from,
              ImVec2(from.x + image.x * place_.scale, from.y + image.y * place_.scale));
    draw.PopClipRect();
    return hovered_;
}

}  // namespace zscope::ui
