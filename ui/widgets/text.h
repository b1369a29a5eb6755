// SPDX-License-Identifier: MIT
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "ui/theme.h"

namespace zscope::ui {

// Figures as people read them. Pure.
std::string thousands(std::int64_t value);                  // "1,240", "-12,000"
std::string count_of(std::int64_t value, const char* one);  // "1 file", "3 files"
std::string bytes_text(std::int64_t bytes);                 // "1.1 GB", "640 MB", "12 kB"
std::string duration_text(double seconds);                  // "45 s", "3 min 20 s", "2 h 05 min"
std::string rate_text(double images_per_s);                 // "210 images/s", "3.4 images/s"
std::string relative_time(double now, double then);         // "just now", "5 min ago"
std::string exact_time(double seconds_since_1970);          // local: "2026-03-01 14:05:09"
// Three significant digits, no exponent between 0.001 and 9999; "not a number" for NaN.
std::string figure(double value);

// `text` cut to `width` pixels of the current font, with "…" where something is missing.
std::string cut_to(const std::string& text, float width);
// The same with the gap in the middle, nearer to the beginning: of a path, the name is what counts.
std::string cut_middle(const std::string& text, float width);
// Text that never breaks the layout: cut with an ellipsis at the end of the line (or `width`), the
// whole on hover.
void text_ellipsis(std::string_view text, const ImVec4& colour, float width = 0.0F);
void muted(std::string_view text);        // wrapped, in the muted colour
void small_muted(std::string_view text);  // one size smaller
void mono(std::string_view text);         // tabular figures
void heading(std::string_view text);      // of a group of controls
// A tooltip for the last item, wrapped at a comfortable width; nothing if empty.
void tooltip(std::string_view text);

}  // namespace zscope::ui
