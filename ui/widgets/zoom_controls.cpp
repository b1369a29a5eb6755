// SPDX-License-Identifier: MIT
#include "ui/widgets/zoom_controls.h"

#include <imgui.h>

#include <cmath>

#include "ui/theme.h"
#include "ui/widgets/form.h"
#include "ui/widgets/slider.h"
#include "ui/widgets/text.h"

namespace zscope::ui {

bool zoom_slider(double& zoom) {
    flow(dp(104));
    ImGui::SetNextItemWidth(dp(104));
    SliderOptions options;
    options.max = 8.0;
    options.format = zoom < 0.25 ? "fit" : "%.1f×";
    options.tooltip = "Size of the images. All the way left: as large as the panel takes.";
    if (!slider("##zoom", zoom, options).changed) return false;
    zoom = zoom < 0.25 ? 0.0 : std::round(zoom * 2) / 2;
    return true;
}

void smooth_box(bool& smooth) {
    flow(button_width("Smooth", true));
    ImGui::Checkbox("Smooth", &smooth);
    tooltip("Off: every pixel as it is (nearest). On: enlarged without steps.");
}

}  // namespace zscope::ui
