// SPDX-License-Identifier: MIT
#include "ui/widgets/latent_drag.h"

#include <algorithm>
#include <numbers>

namespace zscope::ui {

bool latent_key_held() {
    const ImGuiIO& io = ImGui::GetIO();
    return ImGui::IsKeyDown(ImGuiKey_Z) && !io.KeyCtrl && !io.KeyAlt && !io.KeySuper &&
           !io.WantTextInput;
}

LatentDrag::Event LatentDrag::after_item(std::vector<float>& z, const std::string& prior,
                                         std::uint64_t seed, float side) {
    Event event;
    const ImVec2 mouse = ImGui::GetIO().MousePos;
    const bool held = ImGui::IsItemActive() && ImGui::IsMouseDown(ImGuiMouseButton_Left);
    if (ImGui::IsItemActivated() && held && ready()) {
        walk_.emplace(z, prior, seed);
        from_ = mouse;
        moved_ = false;
    }
    if (walk_ || (ImGui::IsItemHovered() && ready())) {
        ImGui::SetMouseCursor(ImGuiMouseCursor_ResizeAll);
    }
    if (!walk_) return event;
    if (held) {
        const double turn = std::numbers::pi / 2 / std::max(1.0F, side);
        std::vector<float> moved =
            walk_->at((mouse.x - from_.x) * turn, (mouse.y - from_.y) * turn);
        event.active = true;
        event.changed = moved != z;
        moved_ |= event.changed;
        z = std::move(moved);
    } else {
        event.released = moved_;
        walk_.reset();
    }
    return event;
}

}  // namespace zscope::ui
