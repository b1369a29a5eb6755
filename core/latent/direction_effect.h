// SPDX-License-Identifier: MIT
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "core/statistics/answers.h"
#include "core/statistics/intervals.h"

namespace zscope {

// What a judge can say of an image.
struct JudgedAttribute {
    std::string key;
    bool degrees = false;   // an angle; else yes, no or unsure
    AnswerLimits limits{};  // of the logits; of angles without meaning
};

// What was seen in N images: (N, attributes) logits or degrees, and D's logits, or none.
struct Look {
    std::vector<float> values;
    std::vector<float> d_logits;
};

// N images, moved along a direction, and moved as far in random directions.
struct MovedImages {
    Look look;
    std::vector<double> image_change;  // N: mean absolute difference to before, in levels of 255
};
struct DirectionTrial {
    std::vector<JudgedAttribute> attributes;
    std::optional<std::size_t> target;  // of attributes; none: only what changes is measured
    bool removal = false;               // it should go away; else come
    Look before;
    MovedImages direction, control;
};

// One figure of the direction, the same of the control, and where both are means, the mean of the
// difference image by image.
struct Compared {
    Estimate direction, control, difference;
};

// What happened to an attribute. Yes/no: the share of images whose sure answer turned into the
// opposite sure one, of those that were sure before. Angles: mean absolute change in degrees.
struct AttributeEffect {
    std::string key;
    bool degrees = false;
    Compared changed;
    Estimate before, after;  // shares that are surely yes; of angles the means
};

struct StrengthEffect {
    double strength = 0.0;
    // Share of the images in which the attribute is surely as wanted afterwards; of an angle its
    // mean change, with its sign. Not known without a target.
    Compared success;
    std::vector<AttributeEffect> others;  // all but the target
    Compared image_change;                // levels of 255
    Compared d_change;                    // of D's eval-mode logit; not known without a D
};

// Shares with Wilson's intervals, means with the bootstrap's, deterministic in `seed`. Pure.
StrengthEffect measure_effect(const DirectionTrial& trial, double strength, std::uint64_t seed);

// Rows that a trial begins with: of a yes/no target those where it is surely no (for removal:
// surely yes); without a target, and for angles, all. At most `count`, in order.
// values: (N, attributes).
std::vector<std::int64_t> trial_rows(const std::vector<float>& values,
                                     const std::vector<JudgedAttribute>& attributes,
                                     std::optional<std::size_t> target, bool removal,
                                     std::int64_t count);

// A direction's score: a value, for tables and JSON (direction_report.h).
struct DirectionScore {
    std::string direction;  // its name
    std::string method;
    std::string attribute;  // the target; empty: none
    bool degrees = false;   // the target is an angle
    bool removal = false;
    std::vector<std::string> orthogonal_to;
    std::int64_t count = 0;  // images that began with what should change
    std::int64_t drawn = 0;  // out of so many random z
    std::vector<StrengthEffect> strengths;
};

}  // namespace zscope
