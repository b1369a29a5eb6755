// SPDX-License-Identifier: MIT
#include "ui/shell/pending_motion.h"

#include <imgui_internal.h>

namespace zscope::ui {

namespace {

constexpr double kBlink = 0.3;     // a cursor is shown 0.8 s of 1.2 s
constexpr double kTooltip = 0.08;  // half the shortest delay
constexpr double kHeld = 0.05;     // held buttons repeat so often

bool fades(float alpha) {
    return alpha > 0.0F && alpha < 1.0F;
}

// Some item under the mouse has a tooltip that is not shown yet.
bool tooltip_waits(const ImGuiContext& g) {
    if (g.HoverItemDelayId == 0) return false;
    return g.HoverItemDelayTimer < g.Style.HoverDelayNormal ||
           g.HoverItemUnlockedStationaryId != g.HoverItemDelayId;
}

}  // namespace

std::optional<double> seconds_to_next_motion() {
    const ImGuiContext& g = *GImGui;
    if (fades(g.DimBgRatio) || fades(g.NavWindowingHighlightAlpha)) return 0.0;
    if (ImGui::IsAnyMouseDown()) return kHeld;
    if (tooltip_waits(g)) return kTooltip;
    if (g.IO.WantTextInput) return kBlink;
    return std::nullopt;
}

}  // namespace zscope::ui
