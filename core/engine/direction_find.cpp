// SPDX-License-Identifier: MIT
#include "core/engine/direction_find.h"

#include <algorithm>
#include <cmath>

#include "core/base/error.h"
#include "core/engine/detail/direction_samples.h"
#include "core/latent/direction_fit.h"
#include "core/latent/labels.h"
#include "core/latent/torch_randn.h"

namespace zscope {
namespace {

constexpr std::int64_t kPiece = 100;

Direction made_on(const ModelSnapshot& model, Weights weights) {
    Direction direction;
    direction.prior = model.prior;
    direction.model_id = shown_id(model, weights);
    return direction;
}

void set_vector(Direction& direction, const std::vector<double>& vector) {
    for (const double value : vector)
        direction.figures.length += value * value;
    direction.figures.length = std::sqrt(direction.figures.length);
    direction.vector = unit_vector(vector, direction.name);
}

std::vector<double> fitted(const detail::SampleSplit& split, DirectionMethod method) {
    if (method == DirectionMethod::regression)
        return linear_regression(split.fit_z, split.fit_values);
    if (method == DirectionMethod::difference)
        return mean_difference(split.fit_z, split.fit_answers);
    return logistic_regression(split.fit_z, split.fit_answers).weights;
}

Direction fit_one(Direction direction, const detail::SampleSplit& split, const Judge& judge,
                  std::size_t attribute, DirectionMethod method) {
    const JudgedAttribute& of = judge.attributes[attribute];
    direction.name = of.key;
    direction.attribute = of.key;
    direction.world = judge.world;
    direction.method = of.degrees ? DirectionMethod::regression : method;
    direction.figures = split.figures;
    set_vector(direction, fitted(split, direction.method));
    detail::check_on_rest(direction, split, of.degrees);
    return direction;
}

PrincipalDirections of_maps(Sampler& sampler, const DirectionSearch& search,
                            const std::stop_token& stop, const ShareDone& done) {
    const ModelSnapshot& model = sampler.model();
    const auto nz = static_cast<std::size_t>(model.generator.nz);
    const std::vector<float> z =
        draw_z(model.prior, search.seed, search.samples, model.generator.nz);
    std::optional<FeatureMapFit> fit;
    for (std::int64_t first = 0; first < search.samples; first += kPiece) {
        if (stop.stop_requested()) fail("stopped");
        const auto rows = static_cast<std::size_t>(std::min(kPiece, search.samples - first));
        const auto piece = std::span(z).subspan(static_cast<std::size_t>(first) * nz, rows * nz);
        const HostTensor maps = sampler.block_maps(
            join_labels(piece, model.generator, kLabelsInTurn, first), search.block);
        if (!fit) fit.emplace(model.generator.nz, maps.count() / maps.shape[0]);
        fit->add(piece, maps.f32());
        if (done) done(static_cast<double>(first) / static_cast<double>(search.samples));
    }
    return fit->directions(search.count);
}

// The figures are then those of the vectors that are left.
void make_orthogonal(std::vector<Direction>& directions, const Judge& judge,
                     const JudgedSamples& samples) {
    std::vector<Direction> result = orthogonalised(directions);
    for (std::size_t i = 0; i < result.size(); ++i) {
        const std::size_t attribute = judge.attribute(result[i].attribute);
        result[i].figures.length *= cosine(result[i].vector, directions[i].vector);
        detail::check_on_rest(result[i], detail::split_samples(samples, judge, attribute),
                              judge.attributes[attribute].degrees);
    }
    directions = std::move(result);
}

}  // namespace

FoundDirections fit_directions(const ModelSnapshot& model, Weights weights, const Judge& judge,
                               const JudgedSamples& samples, const DirectionSearch& search) {
    std::vector<std::string> keys = search.attributes;
    if (keys.empty()) {
        for (const JudgedAttribute& attribute : judge.attributes)
            keys.push_back(attribute.key);
    }
    FoundDirections found;
    for (const std::string& key : keys) {
        const std::size_t attribute = judge.attribute(key);
        try {
            found.directions.push_back(fit_one(made_on(model, weights),
                                               detail::split_samples(samples, judge, attribute),
                                               judge, attribute, search.method));
        } catch (const Error& error) {
            found.notes.push_back(fmt::format("{}: {}", key, error.what()));
            if (!search.attributes.empty()) fail("{}", found.notes.back());
        }
    }
    if (found.directions.empty()) fail("no direction was found: {}", found.notes.front());
    if (search.orthogonal) make_orthogonal(found.directions, judge, samples);
    return found;
}

FoundDirections find_directions(Sampler& sampler, Weights weights, const Judge& judge,
                                const DirectionSearch& search, const std::stop_token& stop,
                                const ShareDone& done) {
    // A wrong key must not be told after minutes.
    for (const std::string& key : search.attributes)
        (void)judge.attribute(key);
    return fit_directions(sampler.model(), weights, judge,
                          judge_samples(sampler, judge, search.seed, search.samples, stop, done),
                          search);
}

FoundDirections find_own_directions(Sampler& sampler, Weights weights,
                                    const DirectionSearch& search, const std::stop_token& stop,
                                    const ShareDone& done) {
    const bool pca = search.method == DirectionMethod::pca;
    const PrincipalDirections principal =
        pca ? of_maps(sampler, search, stop, done)
            : sefa_directions(sampler.model(), weights, search.count);
    FoundDirections found;
    for (std::size_t k = 0; k < principal.vectors.size(); ++k) {
        Direction direction = made_on(sampler.model(), weights);
        direction.name = fmt::format("{}-{}", word_of(search.method), k + 1);
        direction.method = search.method;
        direction.block = pca ? search.block : 0;
        direction.vector = principal.vectors[k];
        direction.figures.samples = pca ? search.samples : 0;
        direction.figures.length = principal.gains[k];
        found.directions.push_back(std::move(direction));
    }
    return found;
}

}  // namespace zscope
