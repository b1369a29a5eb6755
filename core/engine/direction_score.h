// SPDX-License-Identifier: MIT
#pragma once

#include <cstdint>
#include <stop_token>
#include <vector>

#include "core/engine/direction_judge.h"
#include "core/latent/arithmetic_trial.h"
#include "core/latent/direction.h"
#include "core/latent/direction_effect.h"

namespace zscope {

struct ScoreOptions {
    std::int64_t count = 256;            // images that a direction is tried on
    std::vector<double> strengths{3.0};  // Direction's unit; each > 0; removal goes the other way
    bool removal = false;                // take the attribute away where it surely is
    std::uint64_t seed = 2;              // of z; another one than the search's, or it is flattered
    std::int64_t most_drawn = 10000;     // z that are looked at for `count` to begin with
};

// How good directions are: moved by each strength, judged, and beside each a random direction of
// the same length, another one for every image. All directions are tried on z of one pool, so they
// can be compared. A direction with a target is tried only where the target is surely absent (for
// removal: surely there); one of an angle, or without a target, on any z. An Error if the
// directions are of another model's shape or nothing begins as it should. With a D, its opinion is
// measured too. Minutes: a job's. Deterministic in the seed.
std::vector<DirectionScore> score_directions(Sampler& sampler, const Judge& judge,
                                             std::span<const Direction> directions,
                                             const ScoreOptions& options,
                                             const std::stop_token& stop = {},
                                             const ShareDone& done = {});

// The equation of the plan, tried on exemplars from samples that were judged before.
ArithmeticScore score_arithmetic(Sampler& sampler, const Judge& judge, const JudgedSamples& samples,
                                 const ArithmeticPlan& plan, const std::stop_token& stop = {});

}  // namespace zscope
