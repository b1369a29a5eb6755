// SPDX-License-Identifier: MIT
#pragma once

#include <array>
#include <cstdint>
#include <string>

#include "core/statistics/intervals.h"

namespace zscope {

// What searches for a thing found in one generator.
struct BackOutcome {
    std::string name;      // for people: "whole", "edits baked in", "as many others"
    Estimate found;        // share of the searches whose end shows it to the second judge
    Estimate first_found;  // to the judge that was maximised
    Estimate random;       // share of random z that show it to the second judge
    Estimate pixels;       // that the second sees, an image found; not known() of what has no place
};

// Is it gone, or only rare? The thing searched for with all units, without those that were taken
// out, and without as many others.
struct BackReport {
    std::string thing;
    std::string judge;  // for people: "the second oracle of rooms"
    std::int64_t starts = 0, steps = 0;
    BackOutcome whole, edited, others;
    std::array<const BackOutcome*, 3> all() const { return {&whole, &edited, &others}; }
};

// For people: the table with its 95 % intervals.
std::string report_text(const BackReport& report);
// What follows from the figures, in a sentence or two.
std::string verdict_text(const BackReport& report);

}  // namespace zscope
