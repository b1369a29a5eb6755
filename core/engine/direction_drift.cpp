// SPDX-License-Identifier: MIT
#include <algorithm>
#include <cmath>
#include <map>

#include "core/base/error.h"
#include "core/engine/detail/direction_samples.h"
#include "core/engine/direction_find.h"

namespace zscope {
namespace {

std::optional<double> strength_of(const Direction& direction) {
    return direction.method == DirectionMethod::regression ? direction.figures.check
                                                           : direction.figures.separation;
}

DirectionDrift drift_of_answers(const Direction& direction, const Judge& judge,
                                const JudgedSamples& samples, const ModelSnapshot& model,
                                Weights weights) {
    DirectionSearch search;
    search.method = direction.method;
    search.attributes = {direction.attribute};
    const Direction anew =
        fit_directions(model, weights, judge, samples, search).directions.front();
    const std::size_t attribute = judge.attribute(direction.attribute);
    Direction here = direction;
    detail::check_on_rest(here, detail::split_samples(samples, judge, attribute),
                          judge.attributes[attribute].degrees);
    return {direction.name,    cosine(direction.vector, anew.vector),
            anew.name,         strength_of(direction),
            strength_of(here), strength_of(anew)};
}

DirectionDrift most_alike(const Direction& direction, const FoundDirections& found) {
    DirectionDrift drift;
    drift.name = direction.name;
    for (const Direction& anew : found.directions) {
        const double alike = cosine(direction.vector, anew.vector);
        if (std::abs(alike) < std::abs(drift.cosine)) continue;
        drift.cosine = alike;
        drift.refit = anew.name;
    }
    return drift;
}

}  // namespace

std::vector<DirectionDrift> direction_drift(Sampler& sampler, Weights weights, const Judge& judge,
                                            std::span<const Direction> directions,
                                            const DirectionSearch& search,
                                            const std::stop_token& stop, const ShareDone& done) {
    bool answers = false;
    for (const Direction& direction : directions) {
        check_direction(direction, sampler.model());
        if (!needs_answers(direction.method)) continue;
        answers = true;
        if (direction.world != judge.world) {
            fail("\"{}\" was found by the oracle of {}, and this one is of {}", direction.name,
                 direction.world, judge.world);
        }
        (void)judge.attribute(direction.attribute);
    }
    JudgedSamples samples;
    if (answers) samples = judge_samples(sampler, judge, search.seed, search.samples, stop, done);
    // One search for all directions of the same kind.
    std::map<std::pair<DirectionMethod, std::int64_t>, FoundDirections> own;
    std::vector<DirectionDrift> drifts;
    for (const Direction& direction : directions) {
        if (needs_answers(direction.method)) {
            drifts.push_back(drift_of_answers(direction, judge, samples, sampler.model(), weights));
            continue;
        }
        const auto [found, fresh] = own.try_emplace({direction.method, direction.block});
        if (fresh) {
            DirectionSearch again = search;
            again.method = direction.method;
            again.block = direction.block;
            again.count = std::min<std::int64_t>(20, direction.nz());
            found->second = find_own_directions(sampler, weights, again, stop, done);
        }
        drifts.push_back(most_alike(direction, found->second));
    }
    return drifts;
}

}  // namespace zscope
