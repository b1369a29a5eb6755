// SPDX-License-Identifier: MIT
#include "core/latent/equation.h"

#include <algorithm>
#include <cmath>
#include <limits>
#include <set>
#include <utility>

#include "core/base/check.h"
#include "core/base/error.h"
#include "core/latent/interpolate.h"
#include "core/latent/torch_randn.h"

namespace zscope {

namespace {

using Sum = std::vector<double>;

// Streams of a seed, apart from each other and from what else is drawn of it.
constexpr std::uint64_t kSheetStream = 0x7368656574, kSpreadStream = 0x737072656164,
                        kControlStream = 0x636f6e74726f6c;

double sign_of(TermRole role) {
    return role == TermRole::minus ? -1.0 : 1.0;
}

void check_exemplar(const LatentTerm& term, std::size_t index) {
    const Exemplar& exemplar = term.exemplars[index];
    if (!std::isfinite(exemplar.weight))
        fail("{}: the weight of exemplar {} is no finite number", term.name, index + 1);
    for (const float value : exemplar.z) {
        if (!std::isfinite(value))
            fail("{}: exemplar {} holds a number that is NaN or infinite; take another", term.name,
                 index + 1);
    }
}

Sum sum_of(const LatentTerm& term, std::size_t nz) {
    Sum mean(nz);
    const auto count = static_cast<double>(term.exemplars.size());
    for (const Exemplar& exemplar : term.exemplars) {
        for (std::size_t i = 0; i < nz; ++i)
            mean[i] += exemplar.weight * exemplar.z[i] / count;
    }
    return mean;
}

std::vector<float> rounded(const Sum& sum) {
    return {sum.begin(), sum.end()};
}

struct Parts {
    Sum base, difference;
};

Parts parts_of(std::span<const LatentTerm> terms, std::size_t nz) {
    Parts parts{Sum(nz), Sum(nz)};
    for (const LatentTerm& term : terms) {
        if (term.exemplars.empty()) continue;
        const bool base = term.role == TermRole::base;
        const Sum mean = sum_of(term, nz);
        Sum& into = base ? parts.base : parts.difference;
        for (std::size_t i = 0; i < nz; ++i)
            into[i] += sign_of(term.role) * term.weight * mean[i];
    }
    return parts;
}

// Of an equation that was checked.
std::vector<float> solved(std::span<const LatentTerm> terms, std::size_t nz) {
    Parts parts = parts_of(terms, nz);
    for (std::size_t i = 0; i < nz; ++i)
        parts.base[i] += parts.difference[i];
    return rounded(parts.base);
}

std::size_t choices_of(const LatentTerm& term) {
    return std::max<std::size_t>(term.exemplars.size(), 1);
}

// The product over all terms, or the largest number there is where that is too small for it.
std::size_t count_choices(std::span<const LatentTerm> terms) {
    std::size_t count = 1;
    for (const LatentTerm& term : terms) {
        if (count > std::numeric_limits<std::size_t>::max() / choices_of(term))
            return std::numeric_limits<std::size_t>::max();
        count *= choices_of(term);
    }
    return count;
}

// The choice of that number, the last term's exemplar changing fastest.
std::vector<std::size_t> choice_at(std::span<const LatentTerm> terms, std::size_t number) {
    std::vector<std::size_t> choice(terms.size());
    for (std::size_t t = terms.size(); t-- > 0;) {
        choice[t] = number % choices_of(terms[t]);
        number /= choices_of(terms[t]);
    }
    return choice;
}

std::vector<std::vector<std::size_t>> draw_choices(std::span<const LatentTerm> terms,
                                                   std::size_t most, std::uint64_t seed) {
    std::set<std::vector<std::size_t>> chosen;  // in a fixed order, whatever was drawn first
    for (std::uint64_t draw = 0; chosen.size() < most; ++draw) {
        std::vector<std::size_t> choice(terms.size());
        for (std::size_t t = 0; t < terms.size(); ++t) {
            const std::uint64_t random = mix_seed(mix_seed(seed, kSpreadStream + draw), t);
            choice[t] = random % choices_of(terms[t]);
        }
        chosen.insert(std::move(choice));
    }
    return {chosen.begin(), chosen.end()};
}

std::vector<LatentTerm> single_exemplars(std::span<const LatentTerm> terms,
                                         std::span<const std::size_t> choice) {
    std::vector<LatentTerm> singles;
    for (std::size_t t = 0; t < terms.size(); ++t) {
        singles.push_back({terms[t].name, terms[t].role, {}, terms[t].weight});
        if (!terms[t].exemplars.empty()) singles.back().exemplars = {terms[t].exemplars[choice[t]]};
    }
    return singles;
}

double length_of(const Sum& v) {
    double squares = 0.0;
    for (const double value : v)
        squares += value * value;
    return std::sqrt(squares);
}

}  // namespace

std::vector<float> mean_of_term(const LatentTerm& term, std::size_t nz) {
    const std::vector<LatentTerm> alone = {term};
    if (!term.exemplars.empty()) ZSCOPE_CHECK(equation_nz(alone) == nz, "nz {}", nz);
    return rounded(sum_of(term, nz));
}

std::size_t equation_nz(std::span<const LatentTerm> terms) {
    const std::vector<float>* first = nullptr;
    for (const LatentTerm& term : terms) {
        if (!std::isfinite(term.weight)) fail("{}: its weight is no finite number", term.name);
        for (std::size_t e = 0; e < term.exemplars.size(); ++e) {
            check_exemplar(term, e);
            const std::vector<float>& z = term.exemplars[e].z;
            if (first == nullptr) first = &z;
            if (z.size() != first->size() || z.empty()) {
                fail(
                    "{}: exemplar {} is a latent of {} numbers, the others are of {}: latents of "
                    "different models cannot be added",
                    term.name, e + 1, z.size(), first->size());
            }
        }
    }
    if (first == nullptr) fail("the equation is empty: put at least one exemplar into a term");
    return first->size();
}

std::vector<float> solve_equation(std::span<const LatentTerm> terms) {
    return solved(terms, equation_nz(terms));
}

std::vector<float> noise_sheet(std::span<const float> z, int side, double scale,
                               std::uint64_t seed) {
    ZSCOPE_CHECK(side >= 1 && side % 2 == 1 && scale >= 0.0, "side {}, scale {}", side, scale);
    const std::size_t count = static_cast<std::size_t>(side) * static_cast<std::size_t>(side);
    const std::vector<float> noise =
        torch_rand(mix_seed(seed, kSheetStream), static_cast<std::int64_t>(count * z.size()));
    std::vector<float> sheet(noise.size());
    for (std::size_t i = 0; i < sheet.size(); ++i) {
        const bool middle = i / z.size() == count / 2;
        const double shift = middle ? 0.0 : scale * (2.0 * noise[i] - 1.0);
        sheet[i] = static_cast<float>(z[i % z.size()] + shift);
    }
    return sheet;
}

EquationSpread spread_equation(std::span<const LatentTerm> terms, std::size_t most,
                               std::uint64_t seed) {
    const std::size_t nz = equation_nz(terms);
    const std::size_t all = count_choices(terms);
    EquationSpread spread;
    spread.every = all <= most;
    if (spread.every) {
        for (std::size_t number = 0; number < all; ++number)
            spread.choices.push_back(choice_at(terms, number));
    } else {
        spread.choices = draw_choices(terms, most, seed);
    }
    for (const auto& choice : spread.choices) {
        const std::vector<float> z = solved(single_exemplars(terms, choice), nz);
        spread.z.insert(spread.z.end(), z.begin(), z.end());
    }
    return spread;
}

std::vector<float> control_equation(std::span<const LatentTerm> terms, std::size_t count,
                                    std::uint64_t seed) {
    const std::size_t nz = equation_nz(terms);
    const Parts parts = parts_of(terms, nz);
    const double length = length_of(parts.difference);
    std::vector<float> rows;
    for (std::size_t row = 0; row < count; ++row) {
        const std::vector<float> random = torch_randn(mix_seed(mix_seed(seed, kControlStream), row),
                                                      static_cast<std::int64_t>(nz));
        const double drawn = norm(random);
        for (std::size_t i = 0; i < nz; ++i) {
            const double way = drawn > 0.0 ? length * random[i] / drawn : 0.0;
            rows.push_back(static_cast<float>(parts.base[i] + way));
        }
    }
    return rows;
}

}  // namespace zscope
