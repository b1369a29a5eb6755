// SPDX-License-Identifier: MIT
#include "ui/panels/equation_rows.h"

#include <algorithm>
#include <utility>

#include "core/base/error.h"
#include "core/latent/interpolate.h"
#include "core/latent/labels.h"
#include "core/session/equation_terms.h"

namespace zscope::ui {

namespace {

void append(std::vector<float>& rows, std::span<const float> more) {
    rows.insert(rows.end(), more.begin(), more.end());
}

SharedZ shared(std::vector<float> rows) {
    return std::make_shared<const std::vector<float>>(std::move(rows));
}

void put_terms(std::span<const LatentTerm> terms, std::size_t nz, EquationRows& result) {
    std::vector<float> rows;
    for (const LatentTerm& term : terms) {
        result.first.push_back(rows.size() / nz);
        for (const Exemplar& exemplar : term.exemplars)
            append(rows, exemplar.z);
    }
    for (const LatentTerm& term : terms) {
        if (term.exemplars.empty()) {
            result.mean.emplace_back();
        } else {
            result.mean.emplace_back(rows.size() / nz);
            append(rows, mean_of_term(term, nz));
        }
    }
    result.terms = shared(std::move(rows));
}

void put_results(std::span<const LatentTerm> terms, const CalculateState& state,
                 EquationRows& result) {
    const auto seed = static_cast<std::uint64_t>(state.seed);
    std::vector<float> rows = noise_sheet(solve_equation(terms), kSheetSide, state.noise, seed);
    const EquationSpread spread = spread_equation(terms, kStripRows, seed);
    result.every_choice = spread.every;
    if (spread.choices.size() > 1) {
        result.spread = spread.choices.size();
        append(rows, spread.z);
    }
    if (result.length > 0.0) {
        result.control = kStripRows;
        append(rows, control_equation(terms, kStripRows, seed));
    }
    result.results = shared(std::move(rows));
}

}  // namespace

EquationRows equation_rows(const std::vector<EquationTerm>& equation, const CalculateState& state,
                           const SampleBook& samples, const ModelView& model) {
    EquationRows result;
    const auto nz = static_cast<std::size_t>(model.nz);
    try {
        const std::vector<LatentTerm> terms = latent_terms(equation, samples, model.nz);
        put_terms(terms, nz, result);
        result.difference = difference_of(terms, nz);
        result.length = norm(result.difference) / prior_deviation(model.prior);
        if (!result.terms->empty()) put_results(terms, state, result);
    } catch (const Error& error) {
        result = {};
        result.error = error.what();
    }
    return result;
}

std::optional<Direction> equation_direction(const EquationRows& rows, const ModelView& model,
                                            std::string name) {
    if (!(rows.length > 0.0)) return std::nullopt;
    // A direction leaves the label of a conditional model as it is.
    const std::vector<float> bare = without_labels(rows.difference, rows.difference.size(),
                                                   static_cast<std::size_t>(model.labels));
    if (!(norm(bare) > 0.0)) return std::nullopt;
    Direction direction;
    direction.name = std::move(name);
    direction.method = DirectionMethod::difference;
    direction.vector = unit_vector(std::vector<double>(bare.begin(), bare.end()), "the difference");
    direction.model_id = model.id;
    direction.prior = model.prior;
    direction.figures.length = norm(bare);
    return direction;
}

}  // namespace zscope::ui
