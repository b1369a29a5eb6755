// SPDX-License-Identifier: MIT
#pragma once

#include <cstdint>
#include <stop_token>

#include "core/engine/direction_judge.h"
#include "core/engine/sampling.h"
#include "core/surgery/unit_facts.h"

namespace zscope {

struct FactsOptions {
    std::int64_t samples = 4096;
    std::uint64_t seed = 1;
    std::int64_t best = 16;           // rows kept for each unit
    std::int64_t effect_samples = 4;  // images that each unit is ablated in; 0: no effects
};

// Looks at every unit of a block over many random samples, piece by piece: memory does not grow
// with their number. A unit's activity in an image is the highest cell of its map. Reference
// arithmetic. Minutes for wide blocks of large maps: a job's. Row r of a conditional model has
// label r mod labels.
BlockFacts look_at_units(Sampler& sampler, std::int64_t block, const FactsOptions& options,
                         const std::stop_token& stop = {}, const ShareDone& done = {});

}  // namespace zscope
