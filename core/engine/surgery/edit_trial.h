// SPDX-License-Identifier: MIT
#pragma once

#include <cstdint>
#include <span>
#include <stop_token>
#include <string>
#include <vector>

#include "core/engine/direction_judge.h"
#include "core/engine/sampling.h"
#include "core/engine/surgery/thing.h"
#include "core/surgery/edit_effect.h"
#include "core/surgery/unit_ranking.h"

namespace zscope {

struct TrialOptions {
    std::int64_t count = 256;        // images that have the thing
    std::uint64_t seed = 2;          // of z; another one than the ranking's, or it is flattered
    std::int64_t most_drawn = 8000;  // looked at for them
    std::int64_t controls = 3;       // draws of other units
    // With `ranking`: also the effect of its first k units, edited as the first edit does, for each
    // of these k, beside as many others.
    std::vector<std::int64_t> curve;
};
// 1, 2, 5, 10, 20 … up to `most`, and `most`.
std::vector<std::int64_t> curve_steps(std::int64_t most);

// What edits do, on random images that have the thing (any images, where nobody can see it: thing
// null), beside the same edits of as many other units, as active as those. Edits of whole blocks
// have no control. Deterministic in the seed; seconds to minutes: a job's.
EffectReport try_edits(Sampler& sampler, const Thing* thing, std::span<const Edit> edits,
                       const UnitRanking* ranking, const TrialOptions& options,
                       const std::stop_token& stop = {}, const ShareDone& done = {});

// The same by a seer; where nobody can see the thing the report has its name, and why.
EffectReport try_edits(Sampler& sampler, const Seer& seer, std::span<const Edit> edits,
                       const UnitRanking* ranking, const TrialOptions& options,
                       const std::stop_token& stop = {}, const ShareDone& done = {});

}  // namespace zscope
