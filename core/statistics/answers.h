// SPDX-License-Identifier: MIT
#pragma once

#include <cstdint>
#include <span>

namespace zscope {

// Three answers of a measuring classifier: what lies between the limits is "unsure".
enum class Answer : std::uint8_t { no, unsure, yes };
struct AnswerLimits {
    float no_below = 0.0F;   // logits
    float yes_above = 0.0F;  // ≥ no_below
};
Answer answer_of(float logit, const AnswerLimits& limits);

// The logit that separates yes from no with the highest balanced accuracy on these examples.
// truth: 0 or 1. Throws Error if one of the two does not occur.
float best_threshold(std::span<const float> logits, std::span<const float> truth);

// Limits around that threshold so wide that of the "no" answers, and of the "yes" answers, at most
// `wrong` are so on these examples; at least `least` to either side.
AnswerLimits answer_limits(std::span<const float> logits, std::span<const float> truth,
                           double wrong, float least);

// Counts of two judges' verdicts on the same things.
struct Agreement {
    std::int64_t both_yes = 0, both_no = 0, only_first = 0, only_second = 0;

    void add(bool first, bool second);
    std::int64_t count() const { return both_yes + both_no + only_first + only_second; }
    double share() const;  // of equal verdicts
    // Cohen 1960: agreement beyond chance; 1 whole, 0 none. NaN where chance alone agrees always.
    double kappa() const;
    // Mean of the shares of yes and of no that the second judge finds, the first being the truth;
    // NaN if the truth is always the same.
    double balanced_accuracy() const;
};

}  // namespace zscope
