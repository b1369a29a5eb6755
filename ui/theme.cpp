// SPDX-License-Identifier: MIT
#include "ui/theme.h"

#include <imgui.h>
#include <implot.h>

#include <cstdint>

namespace zscope::ui {

namespace {

constexpr ImVec4 rgb(std::uint32_t hex) {
    return {static_cast<float>((hex >> 16U) & 255U) / 255.0F,
            static_cast<float>((hex >> 8U) & 255U) / 255.0F,
            static_cast<float>(hex & 255U) / 255.0F, 1.0F};
}

constexpr Palette kDark = {
    .ground = rgb(0x14161A),
    .panel = rgb(0x1B1E24),
    .raised = rgb(0x242932),
    .line = rgb(0x2F3540),
    .text = rgb(0xE7E9EC),
    .muted = rgb(0x98A2AF),
    .accent = rgb(0x56B4E9),
    .generator = rgb(0x56B4E9),
    .discriminator = rgb(0xE69F00),
    .real = rgb(0x7FB79A),
    .generated = rgb(0xCC79A7),
    .plus = rgb(0x3D97D6),  // read as text, too: 4.5 : 1 on each ground
    .minus = rgb(0xEB7A2E),
    .warning = rgb(0xF0E442),
};

// The same hues, dark enough to be read as text: at least 4.5 : 1 on each of the three grounds.
constexpr Palette kLight = {
    .ground = rgb(0xEEF0F3),
    .panel = rgb(0xF8F9FA),
    .raised = rgb(0xE4E7EC),
    .line = rgb(0xC6CCD4),
    .text = rgb(0x1B1E24),
    .muted = rgb(0x525C69),
    .accent = rgb(0x0B659C),
    .generator = rgb(0x12699F),
    .discriminator = rgb(0x8A5A00),
    .real = rgb(0x2F6E4B),
    .generated = rgb(0x9C3F75),
    .plus = rgb(0x0067A3),
    .minus = rgb(0xB04300),
    .warning = rgb(0x6E6000),
};

// What was set last. UI thread only; one window per process.
struct Current {
    Theme theme = Theme::dark;
    float scale = 1.0F;
};
Current& current() {
    static Current instance;
    return instance;
}

ImVec4 mix(const ImVec4& a, const ImVec4& b, float share) {
    return {a.x + (b.x - a.x) * share, a.y + (b.y - a.y) * share, a.z + (b.z - a.z) * share, 1.0F};
}
ImVec4 faded(ImVec4 color, float alpha) {
    color.w = alpha;
    return color;
}

void set_frame_colors(ImVec4* colors, const Palette& p) {
    colors[ImGuiCol_Text] = p.text;
    colors[ImGuiCol_TextDisabled] = p.muted;
    colors[ImGuiCol_WindowBg] = p.panel;
    colors[ImGuiCol_ChildBg] = faded(p.panel, 0.0F);
    colors[ImGuiCol_PopupBg] = p.raised;
    colors[ImGuiCol_Border] = mix(p.line, p.muted, 0.3F);
    colors[ImGuiCol_BorderShadow] = faded(p.line, 0.0F);
    colors[ImGuiCol_FrameBg] = mix(p.raised, p.line, 0.35F);
    colors[ImGuiCol_FrameBgHovered] = mix(p.raised, p.accent, 0.18F);
    colors[ImGuiCol_FrameBgActive] = mix(p.raised, p.accent, 0.28F);
    colors[ImGuiCol_TitleBg] = p.ground;
    colors[ImGuiCol_TitleBgActive] = p.ground;
    colors[ImGuiCol_TitleBgCollapsed] = p.ground;
    colors[ImGuiCol_MenuBarBg] = p.ground;
    colors[ImGuiCol_ModalWindowDimBg] = faded(p.ground, 0.6F);
    colors[ImGuiCol_DockingEmptyBg] = p.ground;
    colors[ImGuiCol_DockingPreview] = faded(p.accent, 0.5F);
    colors[ImGuiCol_DragDropTarget] = p.accent;
    colors[ImGuiCol_NavCursor] = p.accent;
}

void set_control_colors(ImVec4* colors, const Palette& p) {
    colors[ImGuiCol_ScrollbarBg] = faded(p.panel, 0.0F);
    colors[ImGuiCol_ScrollbarGrab] = mix(p.line, p.muted, 0.25F);
    colors[ImGuiCol_ScrollbarGrabHovered] = mix(p.line, p.muted, 0.5F);
    colors[ImGuiCol_ScrollbarGrabActive] = p.muted;
    colors[ImGuiCol_CheckMark] = p.accent;
    // Beneath the number, which must stay readable.
    colors[ImGuiCol_SliderGrab] = mix(p.line, p.accent, 0.55F);
    colors[ImGuiCol_SliderGrabActive] = mix(p.accent, p.text, 0.3F);
    colors[ImGuiCol_Button] = mix(p.raised, p.line, 0.6F);
    colors[ImGuiCol_ButtonHovered] = mix(p.raised, p.accent, 0.30F);
    colors[ImGuiCol_ButtonActive] = mix(p.raised, p.accent, 0.45F);
    colors[ImGuiCol_Header] = mix(p.raised, p.accent, 0.18F);
    colors[ImGuiCol_HeaderHovered] = mix(p.raised, p.accent, 0.26F);
    colors[ImGuiCol_HeaderActive] = mix(p.raised, p.accent, 0.36F);
    colors[ImGuiCol_Separator] = p.line;
    colors[ImGuiCol_SeparatorHovered] = p.accent;
    colors[ImGuiCol_SeparatorActive] = p.accent;
    colors[ImGuiCol_ResizeGrip] = faded(p.line, 0.0F);
    colors[ImGuiCol_ResizeGripHovered] = p.accent;
    colors[ImGuiCol_ResizeGripActive] = p.accent;
    colors[ImGuiCol_Tab] = p.ground;
    colors[ImGuiCol_TabHovered] = mix(p.raised, p.accent, 0.26F);
    colors[ImGuiCol_TabSelected] = p.panel;
    colors[ImGuiCol_TabSelectedOverline] = p.accent;
    colors[ImGuiCol_TabDimmed] = p.ground;
    colors[ImGuiCol_TabDimmedSelected] = p.panel;
    colors[ImGuiCol_TabDimmedSelectedOverline] = faded(p.line, 0.0F);
    colors[ImGuiCol_PlotLines] = p.generator;
    colors[ImGuiCol_PlotHistogram] = p.accent;
    colors[ImGuiCol_TableHeaderBg] = p.raised;
    colors[ImGuiCol_TableBorderStrong] = p.line;
    colors[ImGuiCol_TableBorderLight] = p.line;
    colors[ImGuiCol_TableRowBgAlt] = faded(p.text, 0.03F);
    colors[ImGuiCol_TextLink] = p.accent;
    colors[ImGuiCol_TextSelectedBg] = faded(p.accent, 0.35F);
}

void set_imgui_style(const Palette& p, float scale) {
    ImGuiStyle style;
    style.WindowPadding = {12, 12};
    style.FramePadding = {8, 4};
    style.ItemSpacing = {8, 8};
    style.ItemInnerSpacing = {8, 4};
    style.CellPadding = {8, 4};
    style.IndentSpacing = 16;
    style.ScrollbarSize = 12;
    style.GrabMinSize = 8;
    style.WindowBorderSize = 1;
    style.PopupBorderSize = 1;
    style.FrameBorderSize = 1;  // an empty checkbox must be seen
    style.TabBarBorderSize = 1;
    style.TabBarOverlineSize = 2;
    style.DockingSeparatorSize = 2;
    style.WindowRounding = 4;
    style.ChildRounding = 4;
    style.FrameRounding = 4;
    style.PopupRounding = 4;
    style.GrabRounding = 4;
    style.ScrollbarRounding = 6;
    style.TabRounding = 4;
    style.WindowMenuButtonPosition = ImGuiDir_None;
    style.DockingNodeHasCloseButton = false;  // each tab has its own
    style.WindowMinSize = {160, 80};
    style.DisabledAlpha = 0.5F;
    style.HoverStationaryDelay = 0.12F;
    set_frame_colors(style.Colors, p);
    set_control_colors(style.Colors, p);
    style.ScaleAllSizes(scale);
    style.WindowBorderSize = style.PopupBorderSize = style.TabBarBorderSize = 1;
    style.FrameBorderSize = 1;
    style.FontSizeBase = kBody;
    style.FontScaleMain = scale;
    ImGui::GetStyle() = style;
}

void set_implot_style(const Palette& p, float scale) {
    ImPlotStyle style;
    style.LineWeight = 1.5F * scale;
    style.PlotPadding = {8 * scale, 8 * scale};
    style.LabelPadding = {4 * scale, 4 * scale};
    style.LegendPadding = {8 * scale, 8 * scale};
    style.LegendInnerPadding = {4 * scale, 4 * scale};
    style.MousePosPadding = {8 * scale, 8 * scale};
    style.MajorTickLen = {4 * scale, 4 * scale};
    style.MinorTickLen = {2 * scale, 2 * scale};
    style.PlotMinSize = {120 * scale, 80 * scale};
    style.PlotBorderSize = 0;
    style.MinorAlpha = 0.35F;
    ImVec4* colors = style.Colors;
    colors[ImPlotCol_FrameBg] = faded(p.panel, 0.0F);
    colors[ImPlotCol_PlotBg] = p.ground;
    colors[ImPlotCol_PlotBorder] = p.line;
    colors[ImPlotCol_LegendBg] = faded(p.raised, 0.92F);
    colors[ImPlotCol_LegendBorder] = p.line;
    colors[ImPlotCol_LegendText] = p.text;
    colors[ImPlotCol_TitleText] = p.text;
    colors[ImPlotCol_InlayText] = p.text;
    colors[ImPlotCol_AxisText] = p.muted;
    colors[ImPlotCol_AxisGrid] = p.line;
    colors[ImPlotCol_AxisTick] = p.line;
    colors[ImPlotCol_AxisBg] = faded(p.panel, 0.0F);
    colors[ImPlotCol_AxisBgHovered] = faded(p.accent, 0.2F);
    colors[ImPlotCol_AxisBgActive] = faded(p.accent, 0.3F);
    colors[ImPlotCol_Selection] = p.accent;
    colors[ImPlotCol_Crosshairs] = p.muted;
    ImPlot::GetStyle() = style;
}

}  // namespace

const Palette& palette() {
    return current().theme == Theme::dark ? kDark : kLight;
}
Theme theme() {
    return current().theme;
}
float dp(float units) {
    return units * current().scale;
}

void apply_theme(Theme theme, float scale) {
    current() = {theme, scale};
    set_imgui_style(palette(), scale);
    if (ImPlot::GetCurrentContext() != nullptr) set_implot_style(palette(), scale);
}

}  // namespace zscope::ui
