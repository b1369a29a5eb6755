// SPDX-License-Identifier: MIT
#pragma once

#include <cstdint>

#include "core/surgery/edit_effect.h"

namespace zscope::ui {

// How much of the thing is left against the number of units, with 95 % bands, beside as many other
// units, and a line where `units` is. Nothing if nobody could see the thing.
void draw_effect_curve(const EffectReport& report, std::int64_t units, float height);

}  // namespace zscope::ui
