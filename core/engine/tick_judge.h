// SPDX-License-Identifier: MIT
#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <stop_token>
#include <string>

#include "core/engine/direction_judge.h"

namespace zscope {

// How far a judge made of a person's own ticks can be trusted.
struct TickReport {
    std::int64_t yes = 0, no = 0;
    // On the half of the ticks that it did not learn from; nullopt with fewer than two a class.
    std::optional<double> balanced_accuracy;
    std::string features;  // what it looks at, for people
    bool usable = false;   // may judge: at least 20 ticks a class and an accuracy of 0.8
};
inline constexpr std::int64_t kTicksPerClass = 20;
inline constexpr double kTickAccuracy = 0.8;

// "Tick 6 more that have it", "It tells …" : what the report means, and what to do. Pure.
std::string words_of(const TickReport& report, const std::string& name);

struct TickJudge {
    TickReport report;
    Judge judge;  // of one attribute, `name`; without a reading if there are too few ticks to learn
};

// A judge of images, learned from ticked samples: logistic regression on image features of half of
// them (never on z, which a direction made from the same ticks would satisfy by construction),
// checked on the other half. Its limits of "unsure" are odds of one to two. yes_z, no_z: (N, nz) in
// the order of ticking. Seconds: a job's.
TickJudge learn_ticks(Sampler& sampler, const std::string& name, std::span<const float> yes_z,
                      std::span<const float> no_z, const std::stop_token& stop = {});

}  // namespace zscope
