// SPDX-License-Identifier: MIT
#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <vector>

#include "core/latent/direction.h"
#include "ui/frame.h"
#include "ui/panels/grid_latents.h"

namespace zscope::ui {

inline constexpr int kSheetSide = 3;  // DCGAN, figure 7
inline constexpr std::size_t kSheetRows = 9, kStripRows = 12;

// What the Calculate panel draws, as latents.
struct EquationRows {
    // Every exemplar, term by term, then the mean of each term that has some: (rows, nz).
    SharedZ terms;
    std::vector<std::size_t> first;                // row of a term's first exemplar
    std::vector<std::optional<std::size_t>> mean;  // row of its mean; none: an empty term
    // The sheet around the result (row 4 is the result itself), the spread, the control. Null
    // without exemplars.
    SharedZ results;
    std::size_t spread = 0, control = 0;  // how many rows of each
    bool every_choice = true;             // the spread leaves none out
    std::vector<float> difference;        // what is added to the base; may be zero
    double length = 0.0;                  // of it, in standard deviations of random z
    std::string error;                    // why there is no result
};

// Pure. `equation` is the Session's, or what stands for it while it is empty.
EquationRows equation_rows(const std::vector<EquationTerm>& equation, const CalculateState& state,
                           const SampleBook& samples, const ModelView& model);

// The difference as a direction of length 1; nullopt where it is zero.
std::optional<Direction> equation_direction(const EquationRows& rows, const ModelView& model,
                                            std::string name);

}  // namespace zscope::ui
