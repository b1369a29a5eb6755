// SPDX-License-Identifier: MIT
#pragma once

#include <cstdint>
#include <string_view>

#include <imgui.h>

namespace zscope::ui {

struct SliderOptions {
    double min = 0.0;
    double max = 1.0;
    double reset = 0.0;  // what a right click goes back to
    bool logarithmic = false;
    const char* format = "%.2f";  // with the unit: "%.0f steps"; "%lld images" for whole numbers
    std::string_view tooltip = {};
};

struct SliderEvent {
    bool changed = false;   // this frame
    bool active = false;    // held by the mouse or being typed in
    bool released = false;  // let go after a change
};

// The one slider of the program: drag, Shift-drag for a tenth of the speed, double-click or
// Ctrl-click to type a number, right click to reset, arrows when it has the keyboard.
// SetNextItemWidth applies.
SliderEvent slider(const char* label, double& value, const SliderOptions& options);
SliderEvent slider(const char* label, std::int64_t& value, const SliderOptions& options);

// Where a value sits between the ends, 0…1, and back; pure.
double slider_ratio(double value, const SliderOptions& options);
double slider_value(double ratio, const SliderOptions& options);

}  // namespace zscope::ui
