// SPDX-License-Identifier: MIT
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <string>
#include <vector>

namespace zscope {

// Vector arithmetic as in DCGAN, section 6.3.2: mean(smiling woman) − mean(neutral woman) +
// mean(neutral man). Pure functions; latents are rows of nz floats. An Error names the term by its
// `name` where a number is NaN or infinite, or where an exemplar has another length than the rest
// (with both lengths).
struct Exemplar {
    std::vector<float> z;
    double weight = 1.0;  // of this z in its term's mean
};
enum class TermRole { base, plus, minus };
struct LatentTerm {
    std::string name;  // for messages: "plus 1"
    TermRole role = TermRole::plus;
    // Any number. None: the term adds nothing, as a tray that is still empty.
    std::vector<Exemplar> exemplars;
    double weight = 1.0;
};

// Σ weight·z / n: half the weight of a lone exemplar is half its vector. `nz` zeros without
// exemplars; of one exemplar of weight 1 its z exactly.
std::vector<float> mean_of_term(const LatentTerm& term, std::size_t nz);

// Base and plus terms minus minus terms. All terms empty, or none: an Error. A result of all zeros
// is a result.
std::vector<float> solve_equation(std::span<const LatentTerm> terms);
// The nz that all exemplars have; checks as above.
std::size_t equation_nz(std::span<const LatentTerm> terms);

// The paper's sheet: side² rows (side odd), the middle one `z` itself, the others z plus noise that
// is uniform in ±scale in each number. A function of (z, side, scale, seed).
std::vector<float> noise_sheet(std::span<const float> z, int side, double scale,
                               std::uint64_t seed);

// The same equation for choices of one exemplar a term, so that one sees how much hangs on which
// were picked: every choice if there are at most `most`, in the order of the exemplars, the last
// term's changing fastest; else `most` different ones chosen by `seed`.
struct EquationSpread {
    std::vector<std::vector<std::size_t>> choices;  // exemplar of each term; 0 for an empty term
    std::vector<float> z;                           // (choices, nz)
    bool every = true;                              // no choice was left out
};
EquationSpread spread_equation(std::span<const LatentTerm> terms, std::size_t most,
                               std::uint64_t seed);

// What luck looks like: the base terms plus a random direction as long as all that is added to them
// (plus terms − minus terms), count times: (count, nz). Without a base, random latents as long as
// the result. A difference of length zero leaves the base.
std::vector<float> control_equation(std::span<const LatentTerm> terms, std::size_t count,
                                    std::uint64_t seed);

}  // namespace zscope
