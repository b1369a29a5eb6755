// SPDX-License-Identifier: MIT
#include "core/latent/direction_fit.h"

#include <Eigen/Dense>

#include <algorithm>
#include <cmath>

#include "core/base/check.h"
#include "core/base/error.h"

namespace zscope {
namespace {

using Rows = Eigen::Matrix<float, Eigen::Dynamic, Eigen::Dynamic, Eigen::RowMajor>;

constexpr int kMostSteps = 100;
constexpr double kGradientPerRow = 1e-8;

std::vector<double> as_list(const Eigen::VectorXd& values) {
    return {values.data(), values.data() + values.size()};
}

Eigen::Map<const Rows> as_rows(std::span<const float> values, std::size_t rows) {
    ZSCOPE_CHECK(rows > 0 && values.size() % rows == 0, "{} numbers, {} rows", values.size(), rows);
    return {values.data(), static_cast<Eigen::Index>(rows),
            static_cast<Eigen::Index>(values.size() / rows)};
}

// Row numbers of what is sure.
struct Sure {
    std::vector<Eigen::Index> yes, no;
};

Sure sure_rows(std::span<const Answer> answers) {
    Sure sure;
    for (std::size_t i = 0; i < answers.size(); ++i) {
        if (answers[i] == Answer::unsure) continue;
        (answers[i] == Answer::yes ? sure.yes : sure.no).push_back(static_cast<Eigen::Index>(i));
    }
    return sure;
}

void need_both(const Sure& sure, std::size_t samples) {
    if (!sure.yes.empty() && !sure.no.empty()) return;
    if (sure.yes.empty() && sure.no.empty())
        fail("nothing is sure among {} samples: there is nothing to compare", samples);
    fail("of {} samples {} are surely yes and {} surely no: a direction needs both; draw more",
         samples, sure.yes.size(), sure.no.size());
}

Eigen::VectorXd mean_of(const Eigen::Map<const Rows>& z, const std::vector<Eigen::Index>& rows) {
    Eigen::VectorXd sum = Eigen::VectorXd::Zero(z.cols());
    for (const Eigen::Index row : rows)
        sum += z.row(row).cast<double>().transpose();
    return sum / static_cast<double>(rows.size());
}

// The objective of logistic_regression over w and b together, the last number being b.
struct LogisticLoss {
    Eigen::MatrixXd x;  // (N, nz + 1), last column 1
    Eigen::VectorXd y;  // ±1
    Eigen::VectorXd penalty;

    LogisticLoss(const Eigen::Map<const Rows>& z, const Sure& sure, double strength)
        : x(static_cast<Eigen::Index>(sure.yes.size() + sure.no.size()), z.cols() + 1),
          y(x.rows()),
          penalty(Eigen::VectorXd::Constant(x.cols(), strength)) {
        Eigen::Index to = 0;
        const auto add = [&](Eigen::Index from, double sign) {
            x.row(to).head(z.cols()) = z.row(from).cast<double>();
            x(to, z.cols()) = 1.0;
            y(to++) = sign;
        };
        for (const Eigen::Index row : sure.yes)
            add(row, 1.0);
        for (const Eigen::Index row : sure.no)
            add(row, -1.0);
        penalty(z.cols()) = 0.0;
    }

    double value(const Eigen::VectorXd& w) const {
        const Eigen::ArrayXd margin = (x * w).array() * y.array();
        // log(1 + exp(−m)) without overflow
        const double fit = ((-margin).max(0.0) + (-margin.abs()).exp().log1p()).sum();
        return fit + 0.5 * (penalty.array() * w.array().square()).sum();
    }
    // Gradient and Hessian at w.
    std::pair<Eigen::VectorXd, Eigen::MatrixXd> slopes(const Eigen::VectorXd& w) const {
        const Eigen::ArrayXd margin = (x * w).array() * y.array();
        const Eigen::ArrayXd miss = 1.0 / (1.0 + margin.exp());  // 1 − p of the right answer
        Eigen::VectorXd gradient = penalty.asDiagonal() * w;
        gradient -= x.transpose() * (miss * y.array()).matrix();
        Eigen::MatrixXd hessian = x.transpose() * (miss * (1.0 - miss)).matrix().asDiagonal() * x;
        hessian.diagonal() += penalty;
        return {gradient, hessian};
    }
};

// The step halved until the loss does not grow: whole Newton steps can overshoot far from the end.
// w itself where no step helps: rounding allows no better, or the Hessian had no inverse.
Eigen::VectorXd with_step(const LogisticLoss& loss, const Eigen::VectorXd& w,
                          const Eigen::VectorXd& step) {
    const double before = loss.value(w);
    for (double share = 1.0; share > 1e-9; share *= 0.5) {
        const Eigen::VectorXd next = w - share * step;
        if (loss.value(next) <= before) return next;
    }
    return w;
}

Eigen::VectorXd places_along(std::span<const float> z, std::size_t rows,
                             std::span<const float> vector) {
    const Eigen::Map<const Eigen::VectorXf> v(vector.data(),
                                              static_cast<Eigen::Index>(vector.size()));
    return as_rows(z, rows).cast<double>() * v.cast<double>();
}

}  // namespace

std::vector<double> mean_difference(std::span<const float> z, std::span<const Answer> answers) {
    const Sure sure = sure_rows(answers);
    need_both(sure, answers.size());
    const auto rows = as_rows(z, answers.size());
    return as_list(mean_of(rows, sure.yes) - mean_of(rows, sure.no));
}

LogisticFit logistic_regression(std::span<const float> z, std::span<const Answer> answers,
                                double penalty) {
    ZSCOPE_CHECK(penalty > 0.0, "without a penalty separable classes have no solution: {}",
                 penalty);
    const Sure sure = sure_rows(answers);
    need_both(sure, answers.size());
    const auto rows = as_rows(z, answers.size());
    const LogisticLoss loss(rows, sure, penalty);
    Eigen::VectorXd w = Eigen::VectorXd::Zero(rows.cols() + 1);
    LogisticFit fit;
    for (; fit.steps < kMostSteps; ++fit.steps) {
        const auto [gradient, hessian] = loss.slopes(w);
        if (gradient.cwiseAbs().maxCoeff() <= kGradientPerRow * static_cast<double>(loss.y.size()))
            break;
        const Eigen::VectorXd next = with_step(loss, w, hessian.ldlt().solve(gradient));
        if (next == w) break;
        w = next;
    }
    fit.weights = as_list(w.head(rows.cols()));
    fit.intercept = w(rows.cols());
    return fit;
}

std::vector<double> linear_regression(std::span<const float> z, std::span<const float> values,
                                      double penalty) {
    if (values.size() < 2) fail("a regression needs at least two samples");
    Eigen::MatrixXd x = as_rows(z, values.size()).cast<double>();
    Eigen::VectorXd y =
        Eigen::Map<const Eigen::VectorXf>(values.data(), static_cast<Eigen::Index>(values.size()))
            .cast<double>();
    x.rowwise() -= x.colwise().mean().eval();
    y.array() -= y.mean();
    if (!(y.cwiseAbs().maxCoeff() > 0.0)) fail("all samples have the same value");
    Eigen::MatrixXd normal = x.transpose() * x;
    normal.diagonal().array() += penalty;
    return as_list(normal.ldlt().solve(x.transpose() * y));
}

std::optional<AnswerCheck> check_answers(std::span<const float> z, std::span<const Answer> answers,
                                         std::span<const float> vector, std::string_view prior) {
    const Sure sure = sure_rows(answers);
    if (sure.yes.empty() || sure.no.empty()) return std::nullopt;
    const Eigen::VectorXd places = places_along(z, answers.size(), vector);
    std::vector<float> along;
    std::vector<float> truth;
    double middle[2] = {0.0, 0.0};
    for (std::size_t i = 0; i < answers.size(); ++i) {
        if (answers[i] == Answer::unsure) continue;
        const bool yes = answers[i] == Answer::yes;
        along.push_back(static_cast<float>(places(static_cast<Eigen::Index>(i))));
        truth.push_back(yes ? 1.0F : 0.0F);
        middle[yes ? 1 : 0] += static_cast<double>(along.back()) /
                               static_cast<double>(yes ? sure.yes.size() : sure.no.size());
    }
    const float limit = best_threshold(along, truth);
    Agreement verdicts;
    for (std::size_t i = 0; i < along.size(); ++i)
        verdicts.add(truth[i] > 0.5F, along[i] > limit);
    return AnswerCheck{verdicts.balanced_accuracy(),
                       (middle[1] - middle[0]) / prior_deviation(prior)};
}

std::optional<double> check_values(std::span<const float> z, std::span<const float> values,
                                   std::span<const float> vector) {
    if (values.size() < 2) return std::nullopt;
    Eigen::ArrayXd places = places_along(z, values.size(), vector).array();
    Eigen::ArrayXd truth =
        Eigen::Map<const Eigen::ArrayXf>(values.data(), static_cast<Eigen::Index>(values.size()))
            .cast<double>();
    places -= places.mean();
    truth -= truth.mean();
    const double scale = std::sqrt(places.square().sum() * truth.square().sum());
    if (!(scale > 0.0)) return std::nullopt;
    return (places * truth).sum() / scale;
}

}  // namespace zscope
