// SPDX-License-Identifier: MIT
#pragma once

#include <imgui.h>

#include <optional>
#include <string>
#include <vector>

#include "ui/frame.h"

namespace zscope::ui {

// Short messages at the lower right that go by themselves. The same text again is counted, not
// stacked. UI thread.
class Toasts {
  public:
    void add(LogLevel level, std::string text, double time);
    // Above `bottom`, towards `right`, in pixels.
    void draw(double time, float right, float bottom);
    // When the next one goes, so that a sleeping window wakes for it.
    std::optional<double> next_change() const;
    std::size_t count() const { return toasts_.size(); }

  private:
    struct Toast {
        LogLevel level;
        std::string text;
        int repeats;
        double until;
        int id;
    };
    bool draw_one(const Toast& toast, float right, float bottom, float* height) const;

    std::vector<Toast> toasts_;
    int last_id_ = 0;
};

// The icon and colour of a level, the same in toasts and log.
const char* icon_of(LogLevel level);
const ImVec4& color_of(LogLevel level);

}  // namespace zscope::ui
