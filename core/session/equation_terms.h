// SPDX-License-Identifier: MIT
#pragma once

#include <string>
#include <vector>

#include "core/latent/equation.h"
#include "core/session/sample_book.h"
#include "core/session/session.h"

namespace zscope {

// "A", "B" … for the terms of a Session's equation, in their order; "AA" after "Z".
std::string term_letter(std::size_t index);

// The equation of a Session for core/latent/equation: a negative weight is a minus term; terms that
// are the base keep their weight's sign in the term. An Error names the term whose samples are
// unknown, or are of another length than nz ("a model of another nz").
std::vector<LatentTerm> latent_terms(const std::vector<EquationTerm>& equation,
                                     const SampleBook& samples, std::int64_t nz);

// What is added to the base: all terms but the base, as a vector (nz). Zero if there is none.
std::vector<float> difference_of(std::span<const LatentTerm> terms, std::size_t nz);

// "mean(A) − mean(B) + C", with weights other than 1: "A + 0.50·B"; empty terms are left out.
std::string equation_text(const std::vector<EquationTerm>& equation);

}  // namespace zscope
