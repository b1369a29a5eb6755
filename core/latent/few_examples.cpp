// SPDX-License-Identifier: MIT
#include "core/latent/few_examples.h"

#include <Eigen/Dense>

#include <algorithm>
#include <cmath>

#include "core/base/check.h"

namespace zscope {
namespace {

using Rows = Eigen::Matrix<float, Eigen::Dynamic, Eigen::Dynamic, Eigen::RowMajor>;

constexpr double kSpan = 1e-12;  // of the largest eigenvalue: below it there is no direction

Eigen::Map<const Rows> as_rows(std::span<const float> values, std::size_t columns) {
    ZSCOPE_CHECK(columns > 0 && values.size() % columns == 0, "{} numbers, {} columns",
                 values.size(), columns);
    return {values.data(), static_cast<Eigen::Index>(values.size() / columns),
            static_cast<Eigen::Index>(columns)};
}

}  // namespace

LogisticFit logistic_of_few(std::span<const float> rows, std::size_t columns,
                            std::span<const Answer> answers, double penalty) {
    const Eigen::MatrixXd x = as_rows(rows, columns).cast<double>();
    const Eigen::SelfAdjointEigenSolver<Eigen::MatrixXd> solver(x * x.transpose());
    const Eigen::VectorXd& values = solver.eigenvalues();
    const double least = kSpan * std::max(values(values.size() - 1), 1e-300);
    const auto kept = static_cast<Eigen::Index>(
        std::count_if(values.begin(), values.end(), [least](double v) { return v > least; }));
    // An orthonormal basis of the rows' span: column j is x^T u / √λ.
    const Eigen::MatrixXd basis = x.transpose() * solver.eigenvectors().rightCols(kept) *
                                  values.tail(kept).cwiseSqrt().cwiseInverse().asDiagonal();
    const Rows coordinates = (x * basis).cast<float>();
    LogisticFit fit = logistic_regression(
        {coordinates.data(), static_cast<std::size_t>(coordinates.size())}, answers, penalty);
    const Eigen::VectorXd weights =
        basis * Eigen::Map<const Eigen::VectorXd>(fit.weights.data(), kept);
    fit.weights.assign(weights.data(), weights.data() + weights.size());
    return fit;
}

std::vector<float> logits_of(std::span<const float> rows, std::size_t columns,
                             const LogisticFit& fit) {
    const Eigen::Map<const Eigen::VectorXd> weights(fit.weights.data(),
                                                    static_cast<Eigen::Index>(fit.weights.size()));
    const Eigen::VectorXd logits =
        (as_rows(rows, columns).cast<double>() * weights).array() + fit.intercept;
    std::vector<float> result(static_cast<std::size_t>(logits.size()));
    for (std::size_t i = 0; i < result.size(); ++i)
        result[i] = static_cast<float>(logits(static_cast<Eigen::Index>(i)));
    return result;
}

std::vector<bool> learned_half(std::size_t count) {
    std::vector<bool> half(count);
    for (std::size_t i = 0; i < count; i += 2)
        half[i] = true;
    return half;
}

}  // namespace zscope
