// SPDX-License-Identifier: MIT
#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <vector>

#include "core/latent/direction_effect.h"

namespace zscope {

// Whether vector arithmetic works, tried many times. With wanted = smile and carrier = man the
// equation is the paper's (DCGAN, section 6.3.2):
//     mean(smiling women) − mean(neutral women) + mean(neutral men) = smiling men?
// a term being the samples in which the carrier and the wanted attribute are surely so.
struct ArithmeticPlan {
    std::size_t wanted = 0;            // of the judge's attributes: yes/no
    std::size_t carrier = 0;           // another: no in the first two terms, yes in the third
    std::vector<std::size_t> without;  // attributes that all exemplars surely lack
    int exemplars = 3;                 // per term, different samples
    int draws = 200;
    std::uint64_t seed = 1;
};

// z of each draw: (draws, nz), row-major.
struct ArithmeticDraws {
    std::vector<float> base;    // the third term's mean: "neutral man"
    std::vector<float> result;  // the equation's
    std::vector<float>
        control;  // base + a random vector as long as the first two terms' difference
    std::int64_t pool[3] = {0, 0, 0};  // samples that each term could be drawn from
};
// z: (N, nz) of the samples whose answers `values` (N, attributes) are. Deterministic in the seed.
// An Error if a term has fewer samples than exemplars, with their number.
ArithmeticDraws draw_arithmetic(std::span<const float> z, const std::vector<float>& values,
                                const std::vector<JudgedAttribute>& attributes,
                                const ArithmeticPlan& plan);

// What the judge sees in the images of one kind of draw, against the images of its base.
struct ArithmeticOutcome {
    Estimate wanted;   // surely yes
    Estimate carrier;  // surely yes still
    // No other attribute's sure answer turned into the opposite one, the carrier's among them.
    Estimate kept;
    Estimate all;  // wanted, carrier, and all others kept: what the equation promises
};
ArithmeticOutcome judge_arithmetic(const std::vector<float>& base, const std::vector<float>& result,
                                   const std::vector<JudgedAttribute>& attributes,
                                   const ArithmeticPlan& plan);

struct ArithmeticScore {
    std::string wanted, carrier;
    std::vector<std::string> without;
    int exemplars = 0, draws = 0;
    std::int64_t samples = 0;  // the pool that exemplars were picked from
    std::int64_t pool[3] = {0, 0, 0};
    ArithmeticOutcome base, result, control;
};

}  // namespace zscope
