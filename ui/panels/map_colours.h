// SPDX-License-Identifier: MIT
#pragma once

#include <cstdint>
#include <memory>
#include <span>
#include <vector>

#include "core/image/image.h"

namespace zscope::ui {

// How numbers become colours: about 0 from vermilion (against) over neutral to blue (for), or by
// size alone, from dark to yellow (viridis).
enum class NumberColours { about_zero, magnitude };

// One number a pixel of planes (C, H, W): about zero their mean, by magnitude the largest absolute
// value of the colours (Simonyan et al. 2013). Pure.
std::vector<float> pixel_numbers(std::span<const float> planes, std::int64_t channels,
                                 NumberColours colours);
// What 99 % of the absolute values do not exceed, so that a few cannot darken all others. Pure.
float high_number(std::span<const float> numbers);
// side × side numbers as a picture; `full`, or more, is the full colour. What is no number is grey.
// UI thread, for the palette's colours.
std::shared_ptr<const ImageRgba8> picture_of_numbers(std::span<const float> numbers,
                                                     std::int64_t side, float full,
                                                     NumberColours colours);

}  // namespace zscope::ui
