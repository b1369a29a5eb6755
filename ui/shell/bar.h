// SPDX-License-Identifier: MIT
#pragma once

#include <imgui.h>

namespace zscope::ui {

// What a strip of the window's frame needs: no decoration, never docked, never in the layout file.
inline constexpr ImGuiWindowFlags kBarFlags =
    ImGuiWindowFlags_NoDecoration | ImGuiWindowFlags_NoMove | ImGuiWindowFlags_NoDocking |
    ImGuiWindowFlags_NoSavedSettings | ImGuiWindowFlags_NoBringToFrontOnFocus |
    ImGuiWindowFlags_NoScrollWithMouse;

// Begin/End of a strip at the window's top or bottom. Content is centred vertically.
void begin_bar(const char* name, ImVec2 position, ImVec2 size);
void end_bar();

}  // namespace zscope::ui
