// SPDX-License-Identifier: MIT
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <span>
#include <string_view>
#include <vector>

#include "core/latent/direction.h"
#include "core/model/snapshot.h"
#include "core/statistics/answers.h"

namespace zscope {

// Ways to find a direction. All return vectors as they come out, not scaled to length 1. z: (N,
// nz), row-major. Pure; any thread.

// Mean z of the rows that are yes − mean z of those that are no; unsure rows count for neither.
// An Error if nothing is sure, or all that is sure is the same.
std::vector<double> mean_difference(std::span<const float> z, std::span<const Answer> answers);

struct LogisticFit {
    std::vector<double> weights;  // (nz)
    double intercept = 0.0;
    int steps = 0;
};
// Minimises Σ log(1 + exp(−y(w·z + b))) + penalty/2 · ‖w‖² over the sure rows, y = ±1; b is free.
// Newton's method (iteratively reweighted least squares), to a gradient of 1e-8 per row. With
// penalty 1 scikit-learn's LogisticRegression(C=1). penalty > 0; errors as of mean_difference.
LogisticFit logistic_regression(std::span<const float> z, std::span<const Answer> answers,
                                double penalty = 1.0);

// w of the least squares Σ (w·z + b − value)² + penalty · ‖w‖², b free. An Error for fewer than two
// rows or values that are all the same.
std::vector<double> linear_regression(std::span<const float> z, std::span<const float> values,
                                      double penalty = 1.0);

// Unit vectors of z that change a linear map's result most, most first, and by how much.
struct PrincipalDirections {
    std::vector<std::vector<float>> vectors;  // (count, nz); the largest number is positive
    std::vector<double> gains;                // singular values of the map: change per unit of z
};

// SeFa (Shen & Zhou 2021, arXiv 2007.06600, equations 4–6): eigenvectors of A A^T, A being the
// first layer's weight as (nz) × (rest). `count` ≤ nz; `weight`: (nz, rest), row-major.
PrincipalDirections sefa_directions(std::span<const float> weight, std::int64_t nz,
                                    std::int64_t count);
// Of a model's G; labels of a conditional one are left out. An Error if the first block is none
// that takes z.
PrincipalDirections sefa_directions(const ModelSnapshot& model, Weights weights,
                                    std::int64_t count);

// Fits feature ≈ B^T z + c by least squares, piece by piece: features of 10,000 images would not
// fit into memory. Holds nz × (features per image) numbers. One thread.
class FeatureMapFit {
  public:
    FeatureMapFit(std::int64_t nz, std::int64_t features);
    ~FeatureMapFit();
    void add(std::span<const float> z, std::span<const float> features);  // (n, nz), (n, features)
    // An Error with no more rows than nz + 1.
    PrincipalDirections directions(std::int64_t count) const;

  private:
    struct State;
    std::unique_ptr<State> state_;
};

// How well the place along `vector` tells yes from no on these rows (DirectionFigures): the limit
// is the best one. nullopt where all that is sure is the same.
struct AnswerCheck {
    double balanced_accuracy = 0.0;
    double separation = 0.0;
};
std::optional<AnswerCheck> check_answers(std::span<const float> z, std::span<const Answer> answers,
                                         std::span<const float> vector, std::string_view prior);
// Pearson's correlation of the place along `vector` with `values`; nullopt where one is constant.
std::optional<double> check_values(std::span<const float> z, std::span<const float> values,
                                   std::span<const float> vector);

}  // namespace zscope
