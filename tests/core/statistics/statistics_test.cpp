// SPDX-License-Identifier: MIT
#include <doctest/doctest.h>

#include <array>
#include <cmath>
#include <vector>

#include "core/base/error.h"
#include "core/latent/torch_randn.h"
#include "core/statistics/answers.h"
#include "core/statistics/kernel_distance.h"

namespace zscope {

TEST_CASE("kappa and balanced accuracy agree with a table worked out by hand") {
    // Cohen's textbook table: 20 yes/yes, 5 yes/no, 10 no/yes, 15 no/no:
    // share 0.7, chance 0.5 · 0.6 + 0.5 · 0.4 = 0.5, kappa 0.4.
    const Agreement table{.both_yes = 20, .both_no = 15, .only_first = 5, .only_second = 10};
    CHECK(table.share() == doctest::Approx(0.7));
    CHECK(table.kappa() == doctest::Approx(0.4));
    CHECK(table.balanced_accuracy() == doctest::Approx(0.5 * (20.0 / 25.0 + 15.0 / 25.0)));
    Agreement one_sided;
    one_sided.add(true, true);
    CHECK(std::isnan(one_sided.kappa()));
    CHECK(std::isnan(one_sided.balanced_accuracy()));
}

TEST_CASE("the best threshold separates what can be separated") {
    const std::array logits{-3.0F, -2.0F, -1.0F, 1.0F, 2.0F};
    const std::array truth{0.0F, 0.0F, 0.0F, 1.0F, 1.0F};
    CHECK(best_threshold(logits, truth) == doctest::Approx(0.0));
    const std::array all_no{0.0F, 0.0F, 0.0F, 0.0F, 0.0F};
    CHECK_THROWS_AS((void)best_threshold(logits, all_no), Error);
}

TEST_CASE("limits leave what overlaps unsure, and no answer is wrong more often than asked") {
    std::vector<float> logits;
    std::vector<float> truth;
    for (int i = 0; i < 100; ++i) {  // no: −10…0, yes: −1…9: overlap in −1…0
        logits.push_back(-10.0F + 0.1F * static_cast<float>(i));
        truth.push_back(0.0F);
        logits.push_back(-1.0F + 0.1F * static_cast<float>(i));
        truth.push_back(1.0F);
    }
    const AnswerLimits limits = answer_limits(logits, truth, 0.0, 0.2F);
    CHECK(limits.no_below <= -0.9F);
    CHECK(limits.yes_above >= -0.15F);
    for (std::size_t i = 0; i < logits.size(); ++i) {
        const Answer answer = answer_of(logits[i], limits);
        if (answer != Answer::unsure) CHECK((answer == Answer::yes) == (truth[i] > 0.5F));
    }
    CHECK(answer_of(-0.5F, limits) == Answer::unsure);
    CHECK(answer_of(-5.0F, limits) == Answer::no);
    CHECK(answer_of(5.0F, limits) == Answer::yes);
}

TEST_CASE("the kernel distance is near 0 within a distribution, and its closed form apart") {
    const int d = 8;
    const int n = 2000;
    const auto a = torch_randn(1, n * d);
    const auto b = torch_randn(2, n * d);
    const KernelDistance same = kernel_distance(a, b, d, 3, 20, 500);
    CHECK(std::abs(same.mean) < 5.0 * same.standard_error + 0.02);
    CHECK(same.subsets == 20);
    // Moved by m in every coordinate. With k = (x·y/d + 1)³ and x, y ~ N(μ, I), each term is a
    // polynomial of Gaussian moments: for s = x·y/d, E(s+1)³ needs E s, E s², E s³.
    const double m = 1.0;
    auto moved = b;
    for (float& value : moved)
        value += static_cast<float>(m);
    // E over x ~ N(p, 1)^d, y ~ N(q, 1)^d of powers of x·y = Σ x_i y_i, coordinates alike.
    const auto expected = [&](double p, double q) {
        const double m1 = p * q;                                      // E xy
        const double m2 = (p * p + 1) * (q * q + 1);                  // E x²y²
        const double m3 = (p * p * p + 3 * p) * (q * q * q + 3 * q);  // E x³y³
        const double s1 = d * m1;
        const double s2 = d * m2 + d * (d - 1) * m1 * m1;
        const double s3 =
            d * m3 + 3.0 * d * (d - 1) * m2 * m1 + d * (d - 1) * (d - 2) * m1 * m1 * m1;
        return s3 / (d * d * d) + 3 * s2 / (d * d) + 3 * s1 / d + 1;
    };
    const double truth = expected(0, 0) + expected(m, m) - 2 * expected(0, m);
    const KernelDistance apart = kernel_distance(a, moved, d, 3, 20, 500);
    CHECK(apart.mean == doctest::Approx(truth).epsilon(0.1));
    CHECK(apart.mean > 10 * std::abs(same.mean));
    CHECK_THROWS_AS((void)kernel_distance({a.data(), 8}, b, d, 3), Error);
}

}  // namespace zscope
