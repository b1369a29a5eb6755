// SPDX-License-Identifier: MIT
#pragma once

#include <array>
#include <cstdint>

namespace zscope {

using Rgb = std::array<std::uint8_t, 3>;

// A magnitude, 0 … 1, from dark blue to yellow: viridis (van der Walt and Smith 2015). Beyond the
// ends, the ends; not a number: as 0.
Rgb viridis(double share);

// A value with a sign, −1 … 1: blue, dark neutral at 0, vermilion. Beyond the ends, the ends; not a
// number: as 0. Safe for colour-blind eyes (Okabe–Ito).
Rgb blue_to_vermilion(double value);

}  // namespace zscope
