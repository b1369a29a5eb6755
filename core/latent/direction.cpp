// SPDX-License-Identifier: MIT
#include "core/latent/direction.h"

#include <Eigen/Dense>

#include <cmath>

#include "core/base/check.h"
#include "core/base/error.h"

namespace zscope {
namespace {

constexpr double kNothingLeft = 1e-5;  // floats of a unit vector tell no more

Eigen::VectorXd as_vector(std::span<const float> values) {
    return Eigen::Map<const Eigen::VectorXf>(values.data(),
                                             static_cast<Eigen::Index>(values.size()))
        .cast<double>();
}

}  // namespace

bool needs_answers(DirectionMethod method) {
    return method != DirectionMethod::sefa && method != DirectionMethod::pca;
}

std::string_view word_of(DirectionMethod method) {
    switch (method) {
        case DirectionMethod::difference:
            return "difference";
        case DirectionMethod::logistic:
            return "logistic";
        case DirectionMethod::regression:
            return "regression";
        case DirectionMethod::sefa:
            return "sefa";
        case DirectionMethod::pca:
            return "pca";
    }
    return "";
}

double prior_deviation(std::string_view prior) {
    return prior == "uniform" ? 1.0 / std::sqrt(3.0) : 1.0;
}

void check_direction(const Direction& direction, const ModelSnapshot& model) {
    if (direction.nz() != model.generator.nz) {
        fail("the direction \"{}\" has {} numbers, and z of {} has {}: it belongs to another model",
             direction.name, direction.nz(), model.name, model.generator.nz);
    }
    if (direction.prior != model.prior) {
        fail(
            "the direction \"{}\" is of a model with the {} prior, and {} has the {} one: its "
            "strengths would mean something else",
            direction.name, direction.prior, model.name, model.prior);
    }
}

std::vector<float> moved(std::span<const float> z, const Direction& direction, double strength) {
    const std::size_t nz = direction.vector.size();
    ZSCOPE_CHECK(nz > 0 && z.size() % nz == 0, "{} numbers, nz {}", z.size(), nz);
    const double step = strength * prior_deviation(direction.prior);
    std::vector<float> result(z.begin(), z.end());
    for (std::size_t i = 0; i < result.size(); ++i)
        result[i] = static_cast<float>(result[i] + step * direction.vector[i % nz]);
    return result;
}

double cosine(std::span<const float> a, std::span<const float> b) {
    ZSCOPE_CHECK(a.size() == b.size(), "{} against {}", a.size(), b.size());
    const Eigen::VectorXd x = as_vector(a);
    const Eigen::VectorXd y = as_vector(b);
    const double lengths = x.norm() * y.norm();
    return lengths > 0.0 ? x.dot(y) / lengths : 0.0;
}

std::vector<float> unit_vector(std::span<const double> vector, std::string_view what) {
    double squares = 0.0;
    for (const double value : vector)
        squares += value * value;
    const double length = std::sqrt(squares);
    if (!std::isfinite(length)) fail("{}: its numbers are not finite", what);
    if (length <= 0.0) fail("{}: its vector is zero: it leads nowhere", what);
    std::vector<float> unit(vector.size());
    for (std::size_t i = 0; i < unit.size(); ++i)
        unit[i] = static_cast<float>(vector[i] / length);
    return unit;
}

std::vector<double> project_out(std::span<const float> vector,
                                std::span<const std::vector<float>> locks) {
    Eigen::VectorXd rest = as_vector(vector);
    const double length = rest.norm();
    Eigen::MatrixXd columns(rest.size(), static_cast<Eigen::Index>(locks.size()));
    Eigen::Index used = 0;
    for (const std::vector<float>& lock : locks) {
        ZSCOPE_CHECK(lock.size() == vector.size(), "{} against {}", lock.size(), vector.size());
        const Eigen::VectorXd column = as_vector(lock);
        if (column.norm() > 0.0) columns.col(used++) = column.normalized();
    }
    if (used > 0) {
        // Pivoting finds the rank, so parallel locks do no harm.
        Eigen::ColPivHouseholderQR<Eigen::MatrixXd> qr;
        qr.setThreshold(kNothingLeft);
        qr.compute(columns.leftCols(used));
        const Eigen::MatrixXd basis =
            Eigen::MatrixXd(qr.householderQ() * Eigen::MatrixXd::Identity(rest.size(), qr.rank()));
        rest -= basis * (basis.transpose() * rest);
    }
    if (rest.norm() <= kNothingLeft * length) rest.setZero();
    return {rest.data(), rest.data() + rest.size()};
}

Direction locked(const Direction& direction, std::span<const Direction> locks) {
    std::vector<std::vector<float>> vectors;
    Direction result = direction;
    for (const Direction& lock : locks) {
        if (lock.nz() != direction.nz()) {
            fail("\"{}\" has {} numbers and \"{}\" {}: they belong to different models",
                 direction.name, direction.nz(), lock.name, lock.nz());
        }
        vectors.push_back(lock.vector);
        result.orthogonal_to.push_back(lock.name);
    }
    result.vector = unit_vector(
        project_out(direction.vector, vectors),
        fmt::format("\"{}\" without what it shares with the locked directions", direction.name));
    return result;
}

std::vector<Direction> orthogonalised(std::span<const Direction> directions) {
    std::vector<Direction> result;
    for (std::size_t i = 0; i < directions.size(); ++i) {
        std::vector<Direction> others(directions.begin(), directions.end());
        others.erase(others.begin() + static_cast<std::ptrdiff_t>(i));
        result.push_back(locked(directions[i], others));
    }
    return result;
}

}  // namespace zscope
