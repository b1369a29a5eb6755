// SPDX-License-Identifier: MIT
#pragma once

#include <cstdint>
#include <string>

namespace zscope::ui {

std::string grouped(std::int64_t value);   // "1,240"
std::string in_bytes(std::int64_t bytes);  // "1.4 GB", "312 MB"

// `text` cut to `width` pixels of the current font, with "…" where something is missing.
std::string ellipsis(const std::string& text, float width);

}  // namespace zscope::ui
