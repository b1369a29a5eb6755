// SPDX-License-Identifier: MIT
#pragma once

#include <span>

extern "C" {
extern const unsigned char zscope_font_inter_regular[], zscope_font_inter_regular_end[];
extern const unsigned char zscope_font_inter_semibold[], zscope_font_inter_semibold_end[];
extern const unsigned char zscope_font_jetbrains_mono[], zscope_font_jetbrains_mono_end[];
extern const unsigned char zscope_font_icons[], zscope_font_icons_end[];
}

// The font files that are part of the program: whole OpenType or TrueType files, valid as long as
// it runs (ImGui: FontDataOwnedByAtlas = false).
namespace zscope::fonts {

using Bytes = std::span<const unsigned char>;

inline Bytes inter_regular() {
    return {zscope_font_inter_regular, zscope_font_inter_regular_end};
}
inline Bytes inter_semibold() {
    return {zscope_font_inter_semibold, zscope_font_inter_semibold_end};
}
inline Bytes jetbrains_mono() {
    return {zscope_font_jetbrains_mono, zscope_font_jetbrains_mono_end};
}
// Font Awesome 6 Free Solid: the ICON_FA_… of IconsFontAwesome6.h, U+E005 to U+F8FF.
inline Bytes icons() {
    return {zscope_font_icons, zscope_font_icons_end};
}

}  // namespace zscope::fonts
