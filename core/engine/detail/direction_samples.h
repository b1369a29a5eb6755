// SPDX-License-Identifier: MIT
#pragma once

#include <vector>

#include "core/engine/direction_judge.h"
#include "core/latent/direction.h"

namespace zscope::detail {

// One attribute of judged samples: four fifths to fit on, every fifth row to check on.
struct SampleSplit {
    std::vector<float> fit_z, rest_z;
    std::vector<Answer> fit_answers, rest_answers;  // of yes/no
    std::vector<float> fit_values, rest_values;     // of angles: degrees
    DirectionFigures figures;                       // counts of all samples
};
SampleSplit split_samples(const JudgedSamples& samples, const Judge& judge, std::size_t attribute);

// Sets the direction's check and separation by the rows that it was not fitted on.
void check_on_rest(Direction& direction, const SampleSplit& split, bool degrees);

}  // namespace zscope::detail
