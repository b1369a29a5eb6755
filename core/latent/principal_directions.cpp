// SPDX-License-Identifier: MIT
#include <Eigen/Dense>

#include <algorithm>
#include <cmath>

#include "core/base/check.h"
#include "core/base/error.h"
#include "core/latent/direction_fit.h"

namespace zscope {
namespace {

using Rows = Eigen::Matrix<float, Eigen::Dynamic, Eigen::Dynamic, Eigen::RowMajor>;

// Of a map whose Gram matrix, (nz, nz), is given: its eigenvectors, largest eigenvalue first. The
// sign of an eigenvector is free; a fixed one makes results repeatable.
PrincipalDirections of_gram(const Eigen::MatrixXd& gram, std::int64_t count) {
    if (count < 1 || count > gram.rows()) {
        fail("{} directions cannot be taken: the model has {} numbers in z", count, gram.rows());
    }
    const Eigen::SelfAdjointEigenSolver<Eigen::MatrixXd> solver(gram);
    PrincipalDirections result;
    for (std::int64_t k = 0; k < count; ++k) {
        const Eigen::Index column = gram.rows() - 1 - k;
        Eigen::VectorXd vector = solver.eigenvectors().col(column);
        Eigen::Index largest = 0;
        vector.cwiseAbs().maxCoeff(&largest);
        if (vector(largest) < 0.0) vector = -vector;
        const Eigen::VectorXf floats = vector.cast<float>();
        result.vectors.emplace_back(floats.data(), floats.data() + floats.size());
        result.gains.push_back(std::sqrt(std::max(0.0, solver.eigenvalues()(column))));
    }
    return result;
}

}  // namespace

PrincipalDirections sefa_directions(std::span<const float> weight, std::int64_t nz,
                                    std::int64_t count) {
    ZSCOPE_CHECK(nz > 0 && weight.size() % static_cast<std::size_t>(nz) == 0, "{} numbers, nz {}",
                 weight.size(), nz);
    const Eigen::MatrixXd a =
        Eigen::Map<const Rows>(weight.data(), nz, static_cast<Eigen::Index>(weight.size()) / nz)
            .cast<double>();
    return of_gram(a * a.transpose(), count);
}

PrincipalDirections sefa_directions(const ModelSnapshot& model, Weights weights,
                                    std::int64_t count) {
    const Architecture& g = model.generator;
    const NamedTensors& tensors = generator_weights(model, weights);
    ZSCOPE_CHECK(!g.blocks.empty(), "a generator of no blocks: {}", model.name);
    const auto found = tensors.find(g.blocks.front().name + ".weight");
    if (found == tensors.end() || found->second.shape.empty() ||
        found->second.shape[0] != g.inputs()) {
        fail("{}: its first layer does not take z directly: SeFa needs one that does", model.name);
    }
    const HostTensor weight = to_f32(found->second);
    const auto rest = static_cast<std::size_t>(weight.count() / g.inputs());
    return sefa_directions(weight.f32().first(static_cast<std::size_t>(g.nz) * rest), g.nz, count);
}

struct FeatureMapFit::State {
    std::int64_t rows = 0;
    Eigen::VectorXd z_sum, feature_sum;
    Eigen::MatrixXd z_squares;  // Σ z z^T
    Eigen::MatrixXd products;   // Σ z feature^T: (nz, features)
};

FeatureMapFit::FeatureMapFit(std::int64_t nz, std::int64_t features)
    : state_(std::make_unique<State>(
          State{0, Eigen::VectorXd::Zero(nz), Eigen::VectorXd::Zero(features),
                Eigen::MatrixXd::Zero(nz, nz), Eigen::MatrixXd::Zero(nz, features)})) {}
FeatureMapFit::~FeatureMapFit() = default;

void FeatureMapFit::add(std::span<const float> z, std::span<const float> features) {
    const auto nz = state_->z_sum.size();
    const auto width = state_->feature_sum.size();
    const auto rows = static_cast<Eigen::Index>(z.size()) / nz;
    ZSCOPE_CHECK(static_cast<Eigen::Index>(z.size()) == rows * nz &&
                     static_cast<Eigen::Index>(features.size()) == rows * width,
                 "{} and {} numbers", z.size(), features.size());
    const Eigen::MatrixXd x = Eigen::Map<const Rows>(z.data(), rows, nz).cast<double>();
    const Eigen::MatrixXd f = Eigen::Map<const Rows>(features.data(), rows, width).cast<double>();
    state_->rows += rows;
    state_->z_sum += x.colwise().sum().transpose();
    state_->feature_sum += f.colwise().sum().transpose();
    state_->z_squares += x.transpose() * x;
    state_->products += x.transpose() * f;
}

PrincipalDirections FeatureMapFit::directions(std::int64_t count) const {
    const auto nz = state_->z_sum.size();
    if (state_->rows <= nz + 1) {
        fail("{} samples are too few to fit a map from {} numbers: draw more", state_->rows, nz);
    }
    const double n = static_cast<double>(state_->rows);
    const Eigen::MatrixXd spread =
        state_->z_squares - state_->z_sum * state_->z_sum.transpose() / n;
    const Eigen::MatrixXd together =
        state_->products - state_->z_sum * state_->feature_sum.transpose() / n;
    const Eigen::MatrixXd map = spread.ldlt().solve(together);  // (nz, features)
    return of_gram(map * map.transpose(), count);
}

}  // namespace zscope
