// SPDX-License-Identifier: MIT
#include "core/session/equation_terms.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "core/base/error.h"

namespace zscope {

namespace {

constexpr std::size_t kLetters = 26;

std::vector<Exemplar> exemplars_of(const EquationTerm& term, const std::string& name,
                                   const SampleBook& samples, std::int64_t nz) {
    std::vector<Exemplar> exemplars;
    for (const SampleId id : term.samples) {
        const SamplePointer sample = samples.find(id);
        if (sample == nullptr) fail("{}: sample #{} is not in the library any more", name, id);
        if (std::ssize(sample->z) != nz) {
            fail("{}: sample #{} is of a model whose z has {} numbers, and this one takes {}", name,
                 id, sample->z.size(), nz);
        }
        exemplars.push_back({sample->z, 1.0});
    }
    return exemplars;
}

}  // namespace

std::string term_letter(std::size_t index) {
    std::string text(1, static_cast<char>('A' + index % kLetters));
    return index < kLetters ? text : term_letter(index / kLetters - 1) + text;
}

std::vector<LatentTerm> latent_terms(const std::vector<EquationTerm>& equation,
                                     const SampleBook& samples, std::int64_t nz) {
    std::vector<LatentTerm> terms;
    for (std::size_t i = 0; i < equation.size(); ++i) {
        const EquationTerm& term = equation[i];
        LatentTerm latent;
        latent.name = term_letter(i);
        latent.role =
            term.base ? TermRole::base : (term.weight < 0.0 ? TermRole::minus : TermRole::plus);
        latent.weight = term.base ? term.weight : std::abs(term.weight);
        latent.exemplars = exemplars_of(term, latent.name, samples, nz);
        terms.push_back(std::move(latent));
    }
    return terms;
}

std::vector<float> difference_of(std::span<const LatentTerm> terms, std::size_t nz) {
    std::vector<float> sum(nz);
    for (const LatentTerm& term : terms) {
        if (term.role == TermRole::base || term.exemplars.empty()) continue;
        const std::vector<float> mean = mean_of_term(term, nz);
        const double sign = term.role == TermRole::minus ? -term.weight : term.weight;
        for (std::size_t i = 0; i < nz; ++i)
            sum[i] += static_cast<float>(sign * static_cast<double>(mean[i]));
    }
    return sum;
}

std::string equation_text(const std::vector<EquationTerm>& equation) {
    std::string text;
    for (std::size_t i = 0; i < equation.size(); ++i) {
        const EquationTerm& term = equation[i];
        if (term.samples.empty()) continue;
        const bool minus = term.weight < 0.0;
        text += text.empty() ? (minus ? "−" : "") : (minus ? " − " : " + ");
        const double size = std::abs(term.weight);
        if (size != 1.0) text += fmt::format("{:.2f}·", size);
        const std::string letter = term_letter(i);
        text += term.samples.size() == 1 ? letter : fmt::format("mean({})", letter);
    }
    return text;
}

}  // namespace zscope
