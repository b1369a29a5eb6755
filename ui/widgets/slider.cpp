// SPDX-License-Identifier: MIT
#include "ui/widgets/slider.h"

#include <imgui_internal.h>

#include <algorithm>
#include <cmath>
#include <string>

#include "ui/widgets/text.h"

namespace zscope::ui {

namespace {

constexpr double kFine = 0.1;

// The slider that is under the mouse button; there is only ever one.
struct Hold {
    ImGuiID id = 0;
    double before = 0.0;  // when the first press of a double click went down
    double value = 0.0;   // of a fine drag, unrounded
    bool fine = false;    // Shift was held in this drag: moves relative from then on
};
Hold& hold() {
    static Hold instance;  // UI thread only
    return instance;
}

// A tenth of the way that the mouse goes, while Shift is held.
void drag_fine(double& value, double before, const SliderOptions& options) {
    Hold& held = hold();
    const ImGuiIO& io = ImGui::GetIO();
    if (io.KeyShift && !held.fine) {
        held.fine = true;
        held.value = before;
    }
    if (!held.fine) return;
    const double width = std::max(1.0F, ImGui::GetItemRectSize().x);
    const double speed = io.KeyShift ? kFine : 1.0;
    const double ratio = slider_ratio(held.value, options) + io.MouseDelta.x / width * speed;
    held.value = slider_value(std::clamp(ratio, 0.0, 1.0), options);
    value = held.value;
}

// Next frame this item becomes a field to type in, as a Ctrl-click makes it.
void type_into(ImGuiID id) {
    ImGuiContext& context = *ImGui::GetCurrentContext();
    ImGui::ClearActiveID();
    context.NavNextActivateId = id;
    context.NavNextActivateFlags = ImGuiActivateFlags_PreferInput;
}

void explain(const SliderOptions& options) {
    if (ImGui::IsItemActive() || !ImGui::BeginItemTooltip()) return;
    ImGui::PushTextWrapPos(dp(360));
    if (!options.tooltip.empty()) {
        ImGui::TextUnformatted(options.tooltip.data(),
                               options.tooltip.data() + options.tooltip.size());
    }
    small_muted("Double-click: type · right click: reset · Shift: fine");
    ImGui::PopTextWrapPos();
    ImGui::EndTooltip();
}

// Two digits are all that a hand on a slider means: 0.00023, never 0.000234107.
double two_digits(double value) {
    if (value == 0) return 0;
    const double unit = std::pow(10.0, std::floor(std::log10(std::abs(value))) - 1);
    return std::round(value / unit) * unit;
}

// Whether the next item is, or becomes in this frame, a field to type in.
bool about_to_type(const char* label) {
    const ImGuiContext& context = *ImGui::GetCurrentContext();
    const ImGuiID id = ImGui::GetID(label);
    if (ImGui::TempInputIsActive(id)) return true;
    if (context.NavActivateId == id &&
        (context.NavActivateFlags & ImGuiActivateFlags_PreferInput)) {
        return true;
    }
    const ImVec2 low = ImGui::GetCursorScreenPos();
    const ImVec2 high(low.x + ImGui::CalcItemWidth(), low.y + ImGui::GetFrameHeight());
    return ImGui::GetIO().KeyCtrl && ImGui::IsMouseClicked(0) &&
           ImGui::IsMouseHoveringRect(low, high);
}

// ImGui's own logarithmic slider treats what its format does not show as zero: 2e-4 would stand at
// the left end. So the ratio is slid and the value shown in its place.
template <class Number>
void along_the_scale(const char* label, Number& value, const SliderOptions& options) {
    constexpr double kLow = 0.0, kHigh = 1.0;
    char shown[64];
    ImFormatString(shown, sizeof shown, options.format, value);
    std::string text;
    for (const char* c = shown; *c != 0; ++c)
        text += *c == '%' ? std::string("%%") : std::string(1, *c);
    const double before = slider_ratio(static_cast<double>(value), options);
    double ratio = before;
    ImGui::SliderScalar(label, ImGuiDataType_Double, &ratio, &kLow, &kHigh, text.c_str(),
                        ImGuiSliderFlags_AlwaysClamp | ImGuiSliderFlags_NoRoundToFormat);
    if (ratio == before) return;
    const double moved = slider_value(ratio, options);
    value = static_cast<Number>(std::is_integral_v<Number> ? std::round(moved) : two_digits(moved));
}

template <class Number>
SliderEvent slider_of(const char* label, Number& value, ImGuiDataType type,
                      const SliderOptions& options) {
    const auto low = static_cast<Number>(options.min);
    const auto high = static_cast<Number>(options.max);
    const Number before = value;
    const ImGuiSliderFlags flags =
        ImGuiSliderFlags_AlwaysClamp |
        (options.logarithmic ? ImGuiSliderFlags_Logarithmic : ImGuiSliderFlags_None);
    // Thin and see-through: the number stands in the middle of the slider.
    ImVec4 grab = ImGui::GetStyleColorVec4(ImGuiCol_SliderGrab);
    grab.w = 0.65F;
    ImGui::PushStyleColor(ImGuiCol_SliderGrab, grab);
    ImGui::PushStyleVar(ImGuiStyleVar_GrabMinSize, dp(8));
    if (options.logarithmic && options.min > 0 && !about_to_type(label)) {
        along_the_scale(label, value, options);
    } else {
        ImGui::SliderScalar(label, type, &value, &low, &high, options.format, flags);
    }
    ImGui::PopStyleVar();
    ImGui::PopStyleColor();
    const ImGuiID id = ImGui::GetItemID();
    SliderEvent event;
    event.released = ImGui::IsItemDeactivatedAfterEdit();
    const bool typing = ImGui::TempInputIsActive(id);
    const bool twice = ImGui::IsItemHovered() && ImGui::IsMouseDoubleClicked(0);
    Hold& held = hold();
    if (ImGui::IsItemActivated() && !twice) held = {id, static_cast<double>(before), 0.0, false};
    if (twice && !typing) {
        if (held.id == id) value = static_cast<Number>(held.before);
        type_into(id);
    } else if (ImGui::IsItemActive() && !typing && ImGui::IsMouseDown(0)) {
        double fine = static_cast<double>(value);
        drag_fine(fine, static_cast<double>(before), options);
        value = static_cast<Number>(std::is_integral_v<Number> ? std::round(fine) : fine);
    }
    if (ImGui::IsItemClicked(ImGuiMouseButton_Right)) value = static_cast<Number>(options.reset);
    event.changed = value != before;
    event.active = ImGui::IsItemActive();
    explain(options);
    return event;
}

}  // namespace

double slider_ratio(double value, const SliderOptions& options) {
    const double inside = std::clamp(value, options.min, options.max);
    if (options.logarithmic && options.min > 0) {
        return std::log(inside / options.min) / std::log(options.max / options.min);
    }
    return (inside - options.min) / (options.max - options.min);
}

double slider_value(double ratio, const SliderOptions& options) {
    if (options.logarithmic && options.min > 0) {
        return options.min * std::pow(options.max / options.min, ratio);
    }
    return options.min + ratio * (options.max - options.min);
}

SliderEvent slider(const char* label, double& value, const SliderOptions& options) {
    return slider_of(label, value, ImGuiDataType_Double, options);
}

SliderEvent slider(const char* label, std::int64_t& value, const SliderOptions& options) {
    return slider_of(label, value, ImGuiDataType_S64, options);
}

}  // namespace zscope::ui
