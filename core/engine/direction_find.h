// SPDX-License-Identifier: MIT
#pragma once

#include <cstdint>
#include <stop_token>
#include <string>
#include <vector>

#include "core/engine/direction_judge.h"
#include "core/latent/direction.h"

namespace zscope {

struct DirectionSearch {
    DirectionMethod method = DirectionMethod::logistic;
    std::vector<std::string> attributes;  // keys of the judge's; empty: all
    std::int64_t samples = 10000;
    std::uint64_t seed = 1;   // of their z
    std::int64_t count = 8;   // of sefa and pca: how many, those that change most first
    std::int64_t block = 1;   // of pca: whose maps
    bool orthogonal = false;  // of those that need answers: each with all others projected out
};

struct FoundDirections {
    std::vector<Direction> directions;
    std::vector<std::string> notes;  // what could not be found and why, for people
};

// One direction for each attribute, fitted on four fifths of the samples; the figures are of the
// rest. An angle is always found by regression. An attribute that was asked for by name and cannot
// be found is an Error; among all it becomes a note, and an Error only if nothing was found.
FoundDirections find_directions(Sampler& sampler, Weights weights, const Judge& judge,
                                const DirectionSearch& search, const std::stop_token& stop = {},
                                const ShareDone& done = {});
// The same from samples that were judged before. Pure but for the model's name and id. `method`:
// one that needs answers.
FoundDirections fit_directions(const ModelSnapshot& model, Weights weights, const Judge& judge,
                               const JudgedSamples& samples, const DirectionSearch& search);

// Without a judge: sefa, or pca of `samples` images.
FoundDirections find_own_directions(Sampler& sampler, Weights weights,
                                    const DirectionSearch& search, const std::stop_token& stop = {},
                                    const ShareDone& done = {});

// A direction that is opened on another model: what became of it there.
struct DirectionDrift {
    std::string name;
    // Of the angle between it and what the same method finds there anew (of sefa and pca, the most
    // alike of those, up to its sign).
    double cosine = 0.0;
    std::string refit;  // that one's name
    // Separation (DirectionFigures) on its own model, of itself here, and of the new one here; of
    // an angle `check`. Not known of sefa and pca.
    std::optional<double> was, is, refitted;
};
// Directions that need answers must be of the judge's world; the search gives samples and seed.
std::vector<DirectionDrift> direction_drift(Sampler& sampler, Weights weights, const Judge& judge,
                                            std::span<const Direction> directions,
                                            const DirectionSearch& search,
                                            const std::stop_token& stop = {},
                                            const ShareDone& done = {});

}  // namespace zscope
