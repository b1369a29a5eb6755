// SPDX-License-Identifier: MIT
#include "core/latent/direction_fit.h"

#include <doctest/doctest.h>

#include <cmath>

#include "core/base/error.h"
#include "core/latent/torch_randn.h"
#include "vectors.h"

namespace zscope {
namespace {

constexpr auto kYes = Answer::yes;
constexpr auto kNo = Answer::no;

std::vector<float> as_floats(const std::vector<double>& v) {
    return {v.begin(), v.end()};
}

// Samples whose answer is the side of a plane on which they lie, thin borders unsure.
struct Planted {
    std::vector<float> direction = torch_randn(5, 20);
    std::vector<float> z = torch_randn(6, 4000 * 20);
    std::vector<Answer> answers;
    std::vector<float> places;

    Planted() {
        for (std::size_t i = 0; i < 4000; ++i) {
            const std::vector<float> row(z.begin() + static_cast<std::ptrdiff_t>(i * 20),
                                         z.begin() + static_cast<std::ptrdiff_t>(i * 20 + 20));
            const double place = test::dot(row, direction) / norm(direction) - 0.3;
            places.push_back(static_cast<float>(7.0 * place + 1.0));
            answers.push_back(std::abs(place) < 0.05 ? Answer::unsure : place > 0 ? kYes : kNo);
        }
    }
};

// NumPy and scikit-learn's rows of z and answers.
const std::vector<float> kRows{0.5F,  1.0F,  1.5F,  -0.5F, -1.0F, 0.25F, 2.0F, 1.5F,
                               -0.5F, -1.5F, 0.25F, 0.75F, -2.0F, 0.5F,  1.0F, -2.0F};

}  // namespace

TEST_CASE("a planted direction is found by each method") {
    const Planted planted;
    CHECK(cosine(as_floats(mean_difference(planted.z, planted.answers)), planted.direction) > 0.99);
    CHECK(cosine(as_floats(logistic_regression(planted.z, planted.answers).weights),
                 planted.direction) > 0.99);
    CHECK(cosine(as_floats(linear_regression(planted.z, planted.places)), planted.direction) >
          0.999);
}

// LogisticRegression(C=1.0, tol=1e-12, solver="newton-cholesky").fit(z, [1,1,0,1,0,0,0,1]):
// coef_ [1.25881667, −0.03600679], intercept_ −0.34435764 (scikit-learn 1.9.1).
TEST_CASE("logistic regression agrees with scikit-learn") {
    const std::vector<Answer> answers{kYes, kYes, kNo, kYes, kNo, kNo, kNo, kYes};
    const LogisticFit fit = logistic_regression(kRows, answers);
    CHECK(fit.weights[0] == doctest::Approx(1.25881667).epsilon(1e-6));
    CHECK(fit.weights[1] == doctest::Approx(-0.03600679).epsilon(1e-5));
    CHECK(fit.intercept == doctest::Approx(-0.34435764).epsilon(1e-6));
    // Unsure rows are as if they were not there.
    std::vector<float> more = kRows;
    more.insert(more.end(), {9.0F, 9.0F});
    std::vector<Answer> one_unsure = answers;
    one_unsure.push_back(Answer::unsure);
    CHECK(logistic_regression(more, one_unsure).weights == fit.weights);
}

// Ridge(alpha=1.0).fit(z, [10, 20, −15, 30, −20, 5, −25, 12]).coef_ → [13.27662506, 2.81217002].
TEST_CASE("the regression of an angle agrees with scikit-learn's ridge") {
    const std::vector<float> angles{10, 20, -15, 30, -20, 5, -25, 12};
    const std::vector<double> w = linear_regression(kRows, angles);
    CHECK(w[0] == doctest::Approx(13.27662506).epsilon(1e-8));
    CHECK(w[1] == doctest::Approx(2.81217002).epsilon(1e-8));
    CHECK_THROWS_AS((void)linear_regression(kRows, std::vector<float>(8, 4.0F)), Error);
}

TEST_CASE("classes that a plane separates have a finite answer") {
    const std::vector<float> z{1e3F, 2e3F, -1e3F, -2e3F};
    const LogisticFit fit = logistic_regression(z, std::vector{kYes, kYes, kNo, kNo});
    CHECK(std::isfinite(fit.weights[0]));
    CHECK(fit.weights[0] > 0.0);
}

TEST_CASE("without both kinds of answers there is no direction") {
    const std::vector<float> z{1, 2, 3, 4};
    const std::vector all_yes{kYes, kYes};
    const std::vector unsure{Answer::unsure, Answer::unsure};
    CHECK_THROWS_WITH_AS((void)mean_difference(z, all_yes), doctest::Contains("0 surely no"),
                         Error);
    CHECK_THROWS_WITH_AS((void)logistic_regression(z, all_yes), doctest::Contains("0 surely no"),
                         Error);
    CHECK_THROWS_WITH_AS((void)mean_difference(z, unsure), doctest::Contains("nothing is sure"),
                         Error);
    CHECK_FALSE(check_answers(z, all_yes, std::vector<float>{1, 0}, "normal"));
}

// w = np.arange(12).reshape(3, 4) ** 2 % 7 − 3; np.linalg.svd(w.T): s and the rows of vt.
TEST_CASE("SeFa is the singular value decomposition of the first layer") {
    const std::vector<float> w{-3, -2, 1, -1, -1, 1, -2, -3, -2, 1, -1, -1};
    const PrincipalDirections found = sefa_directions(w, 3, 3);
    const std::vector<std::vector<float>> expected{{0.48758396F, 0.7109757F, 0.50673014F},
                                                   {0.85359831F, -0.51011054F, -0.10562752F},
                                                   {-0.18338978F, -0.48404627F, 0.85560937F}};
    const std::vector<double> gains{4.69823274, 3.64826318, 1.27152855};
    for (std::size_t k = 0; k < 3; ++k) {
        CHECK(found.gains[k] == doctest::Approx(gains[k]).epsilon(1e-6));
        for (std::size_t i = 0; i < 3; ++i)
            CHECK(found.vectors[k][i] == doctest::Approx(expected[k][i]).epsilon(1e-5));
    }
    CHECK(sefa_directions(w, 3, 1).vectors.size() == 1);
    CHECK_THROWS_AS((void)sefa_directions(w, 3, 4), Error);
}

TEST_CASE("PCA of features finds the directions of the linear map that made them") {
    // features = z · w + constant: SeFa of w is the truth.
    const std::vector<float> w{-3, -2, 1, -1, -1, 1, -2, -3, -2, 1, -1, -1};
    const std::vector<float> z = torch_randn(3, std::int64_t{200} * 3);
    std::vector<float> features;
    for (std::size_t i = 0; i < 200; ++i) {
        for (std::size_t k = 0; k < 4; ++k) {
            features.push_back(5.0F + z[i * 3] * w[k] + z[i * 3 + 1] * w[4 + k] +
                               z[i * 3 + 2] * w[8 + k]);
        }
    }
    FeatureMapFit fit(3, 4);
    fit.add(std::span(z).first(90), std::span(features).first(120));
    fit.add(std::span(z).subspan(90), std::span(features).subspan(120));
    const PrincipalDirections found = fit.directions(3);
    const PrincipalDirections truth = sefa_directions(w, 3, 3);
    for (std::size_t k = 0; k < 3; ++k) {
        CHECK(found.gains[k] == doctest::Approx(truth.gains[k]).epsilon(1e-4));
        CHECK(cosine(found.vectors[k], truth.vectors[k]) == doctest::Approx(1.0).epsilon(1e-5));
    }
    FeatureMapFit few(3, 4);
    few.add(std::span(z).first(9), std::span(features).first(12));
    CHECK_THROWS_AS((void)few.directions(1), Error);
}

TEST_CASE("the figures say how well a direction tells yes from no") {
    const std::vector<float> z{-2, 0, -1, 0, 1, 0, 2, 0};
    const std::vector answers{kNo, kNo, kYes, kYes};
    const auto along = check_answers(z, answers, std::vector<float>{1, 0}, "normal");
    REQUIRE(along);
    CHECK(along->balanced_accuracy == doctest::Approx(1.0));
    CHECK(along->separation == doctest::Approx(3.0));
    CHECK(check_answers(z, answers, std::vector<float>{1, 0}, "uniform")->separation ==
          doctest::Approx(3.0 * std::sqrt(3.0)));
    CHECK(check_answers(z, answers, std::vector<float>{0, 1}, "normal")->separation == 0.0);
    const std::vector<float> angles{-20, -10, 10, 20};
    CHECK(*check_values(z, angles, std::vector<float>{1, 0}) == doctest::Approx(1.0));
    CHECK(*check_values(z, angles, std::vector<float>{-1, 0}) == doctest::Approx(-1.0));
    CHECK_FALSE(check_values(z, angles, std::vector<float>{0, 1}));
}

}  // namespace zscope
