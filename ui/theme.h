// SPDX-License-Identifier: MIT
#pragma once

#include <imgui.h>

namespace zscope::ui {

enum class Theme { dark, light };

// Colours carry meaning and are safe for colour-blind eyes (Okabe–Ito). The same thing has the same
// colour in plots, labels, trays and maps.
struct Palette {
    ImVec4 ground, panel, raised, line, text, muted, accent;
    ImVec4 generator, discriminator, real, generated, plus, minus, warning;
};
const Palette& palette();  // of the theme that is set
Theme theme();

// Colours, spacing, rounding of ImGui and ImPlot for a theme at a scale (0.75–2.5).
void apply_theme(Theme theme, float scale);

// Loaded by load_fonts(); never null afterwards.
struct Fonts {
    ImFont* text = nullptr;    // Inter; sizes 13/15/19 by ImGui::PushFont(font, size)
    ImFont* strong = nullptr;  // Inter SemiBold
    ImFont* mono = nullptr;    // JetBrains Mono: numbers and z
};
const Fonts& fonts();
void load_fonts();  // once per ImGui context, embedded in the program; icons are merged in

inline constexpr float kSmall = 13.0F, kBody = 15.0F, kTitle = 19.0F;

// Pixels for a length in design units (multiples of 4 at scale 1).
float dp(float units);

}  // namespace zscope::ui
