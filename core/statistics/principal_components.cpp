// SPDX-License-Identifier: MIT
#include "core/statistics/principal_components.h"

#include <Eigen/Dense>

#include <algorithm>
#include <cmath>

#include "core/base/check.h"
#include "core/base/error.h"

namespace zscope {

namespace {

using Rows = Eigen::Matrix<float, Eigen::Dynamic, Eigen::Dynamic, Eigen::RowMajor>;

constexpr Eigen::Index kPiece = 256;  // rows that are made double at a time

Eigen::Map<const Rows> as_matrix(std::span<const float> rows, std::size_t features) {
    return {rows.data(), static_cast<Eigen::Index>(rows.size() / features),
            static_cast<Eigen::Index>(features)};
}

// Lower half only; `mean` is taken off first, so that large means cost no digits.
Eigen::MatrixXd covariance(const Eigen::Map<const Rows>& x, const Eigen::RowVectorXd& mean,
                           const std::stop_token& stop) {
    Eigen::MatrixXd sum = Eigen::MatrixXd::Zero(x.cols(), x.cols());
    for (Eigen::Index first = 0; first < x.rows(); first += kPiece) {
        if (stop.stop_requested()) fail("stopped");
        const Eigen::Index count = std::min(kPiece, x.rows() - first);
        Eigen::MatrixXd piece = x.middleRows(first, count).cast<double>();
        piece.rowwise() -= mean;
        sum.selfadjointView<Eigen::Lower>().rankUpdate(piece.transpose());
    }
    return sum / static_cast<double>(x.rows() - 1);
}

// The sign of an eigenvector is free; a fixed one makes results repeatable.
std::vector<double> with_fixed_sign(Eigen::VectorXd vector) {
    Eigen::Index largest = 0;
    vector.cwiseAbs().maxCoeff(&largest);
    if (vector(largest) < 0.0) vector = -vector;
    return {vector.data(), vector.data() + vector.size()};
}

}  // namespace

double PrincipalComponents::explained(std::size_t component) const {
    return total_variance > 0.0 ? variances.at(component) / total_variance : 0.0;
}

std::vector<float> PrincipalComponents::scores(std::span<const float> rows) const {
    const std::size_t features = mean.size();
    ZSCOPE_CHECK(features > 0 && rows.size() % features == 0, "{} numbers, {} features",
                 rows.size(), features);
    const auto x = as_matrix(rows, features);
    const auto wide = static_cast<Eigen::Index>(features);
    const Eigen::Map<const Eigen::RowVectorXd> middle(mean.data(), wide);
    Eigen::MatrixXd directions(wide, static_cast<Eigen::Index>(axes.size()));
    for (std::size_t k = 0; k < axes.size(); ++k) {
        directions.col(static_cast<Eigen::Index>(k)) =
            Eigen::Map<const Eigen::VectorXd>(axes[k].data(), wide);
    }
    std::vector<float> out(static_cast<std::size_t>(x.rows()) * axes.size());
    Eigen::Map<Rows> result(out.data(), x.rows(), directions.cols());
    for (Eigen::Index first = 0; first < x.rows(); first += kPiece) {
        const Eigen::Index count = std::min(kPiece, x.rows() - first);
        Eigen::MatrixXd piece = x.middleRows(first, count).cast<double>();
        piece.rowwise() -= middle;
        result.middleRows(first, count) = (piece * directions).cast<float>();
    }
    return out;
}

PrincipalComponents principal_components(std::span<const float> rows, std::int64_t features,
                                         std::int64_t count, const std::stop_token& stop) {
    ZSCOPE_CHECK(features > 0 && rows.size() % static_cast<std::size_t>(features) == 0,
                 "{} numbers, {} features", rows.size(), features);
    ZSCOPE_CHECK(count >= 1 && count <= features, "{} of {}", count, features);
    const auto x = as_matrix(rows, static_cast<std::size_t>(features));
    if (x.rows() < 2) fail("principal components need at least two rows, not {}", x.rows());
    if (!x.allFinite()) {
        fail("some features are not finite numbers: the network that made them has broken down");
    }
    const Eigen::RowVectorXd mean = x.cast<double>().colwise().mean();
    const Eigen::MatrixXd spread = covariance(x, mean, stop);
    const Eigen::SelfAdjointEigenSolver<Eigen::MatrixXd> solver(spread);  // reads the lower half
    if (solver.info() != Eigen::Success) fail("the principal components could not be found");
    PrincipalComponents result;
    result.mean.assign(mean.data(), mean.data() + mean.size());
    result.total_variance = spread.trace();
    for (std::int64_t k = 0; k < count; ++k) {
        const Eigen::Index column = features - 1 - k;  // eigenvalues grow
        result.axes.push_back(with_fixed_sign(solver.eigenvectors().col(column)));
        result.variances.push_back(std::max(0.0, solver.eigenvalues()(column)));
    }
    return result;
}

}  // namespace zscope
