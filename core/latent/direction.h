// SPDX-License-Identifier: MIT
#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "core/model/snapshot.h"

namespace zscope {

enum class DirectionMethod {
    difference,  // mean z of yes − mean z of no
    logistic,    // the normal of the plane that logistic regression puts between yes and no
    regression,  // least squares of an angle on z
    sefa,        // closed form, from the first layer's weights
    pca,         // of the linear map from z to a block's feature maps
};
// What a method's directions are found from: answers of a judge, or the network alone.
bool needs_answers(DirectionMethod method);
std::string_view word_of(DirectionMethod method);  // "logistic"

// What is known of how good the fit was.
struct DirectionFigures {
    std::int64_t samples = 0;  // random z that were drawn; 0: none
    std::int64_t yes = 0, no = 0, unsure = 0;
    double length = 0.0;  // of the vector before it was made a unit vector
    // On a fifth of the samples that was kept out of the fit. Balanced accuracy of telling yes from
    // no by the place along the direction alone; of an angle, its correlation with that place.
    std::optional<double> check;
    // How far apart yes and no lie along the direction, on that fifth, in strengths (below).
    std::optional<double> separation;
    bool operator==(const DirectionFigures&) const = default;
};

// A way through z that changes one thing, as far as possible. A value.
// Strength: a step of 1 is one standard deviation of random z along the direction (1 for the normal
// prior, 1/√3 for the uniform one), so that strengths of models of both kinds can be compared.
struct Direction {
    std::string name;  // for people: "smile"
    DirectionMethod method = DirectionMethod::logistic;
    std::string attribute;      // of `world`; empty: none in particular (sefa, pca)
    std::string world;          // whose oracle answered; empty likewise
    std::int64_t block = 0;     // of pca: whose feature maps
    std::vector<float> vector;  // (nz), of length 1
    std::string model_id;       // of the generator it was found on
    std::string prior = "normal";
    std::vector<std::string> orthogonal_to;  // names of those that were projected out of it
    DirectionFigures figures;
    bool operator==(const Direction&) const = default;

    std::int64_t nz() const { return static_cast<std::int64_t>(vector.size()); }
};

// One standard deviation of a random z along any unit vector.
double prior_deviation(std::string_view prior);

// An Error with the reason where it cannot be used on this model: another nz, another prior.
void check_direction(const Direction& direction, const ModelSnapshot& model);

// z + strength · deviation · vector. z: (N, nz), row-major; rows are moved alike.
std::vector<float> moved(std::span<const float> z, const Direction& direction, double strength);

// Cosine of the angle between; 0 if one of them is zero. Equally long, else a bug.
double cosine(std::span<const float> a, std::span<const float> b);

// Length 1. An Error that begins with `what` for a vector that is zero or not finite.
std::vector<float> unit_vector(std::span<const double> vector, std::string_view what);

// The part of `vector` at right angles to all of `locks`, which need be neither unit vectors nor at
// right angles to each other; parallel locks count once, zero ones not at all. What is left of a
// vector within the locks' span is 0 (all below 1e-5 of its length counts as 0). Not scaled.
std::vector<double> project_out(std::span<const float> vector,
                                std::span<const std::vector<float>> locks);

// The direction with `locks` projected out, again of length 1. An Error if nothing is left.
Direction locked(const Direction& direction, std::span<const Direction> locks);

// Each at right angles to all others as they were given (so these are not at right angles to each
// other's results). One alone stays as it is.
std::vector<Direction> orthogonalised(std::span<const Direction> directions);

}  // namespace zscope
