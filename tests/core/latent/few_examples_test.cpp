// SPDX-License-Identifier: MIT
#include "core/latent/few_examples.h"

#include <doctest/doctest.h>

#include <random>

#include "core/base/error.h"

namespace zscope {

TEST_CASE("few examples: the same minimum as over all columns") {
    std::mt19937 random(5);
    std::normal_distribution<float> normal;
    constexpr std::size_t kRows = 12, kColumns = 9;
    std::vector<float> rows(kRows * kColumns);
    for (float& value : rows)
        value = normal(random);
    std::vector<Answer> answers;
    for (std::size_t i = 0; i < kRows; ++i)
        answers.push_back(i % 5 == 4 ? Answer::unsure : (i % 2 == 0 ? Answer::yes : Answer::no));
    const LogisticFit all = logistic_regression(rows, answers, 0.7);
    const LogisticFit few = logistic_of_few(rows, kColumns, answers, 0.7);
    REQUIRE(few.weights.size() == kColumns);
    for (std::size_t j = 0; j < kColumns; ++j)
        CHECK(few.weights[j] == doctest::Approx(all.weights[j]).epsilon(1e-4));
    CHECK(few.intercept == doctest::Approx(all.intercept).epsilon(1e-4));
}

TEST_CASE("few examples: more columns than rows, rows that repeat, one kind only") {
    // y = sign of the first column; the second is noise of the same size, the third always 0.
    const std::vector<float> rows{1, 1, 0, 1, -1, 0, -1, 1, 0, -1, -1, 0, 1, 1, 0};
    const std::vector<Answer> answers{Answer::yes, Answer::yes, Answer::no, Answer::no,
                                      Answer::yes};
    const LogisticFit fit = logistic_of_few(rows, 3, answers, 1.0);
    CHECK(fit.weights[0] > 0.3);
    CHECK(fit.weights[2] == doctest::Approx(0.0));
    const std::vector<float> logits = logits_of(rows, 3, fit);
    CHECK(logits[0] > 0.0F);
    CHECK(logits[2] < 0.0F);
    CHECK(logits[0] == doctest::Approx(logits[4]));
    const std::vector<Answer> same(5, Answer::yes);
    CHECK_THROWS_AS((void)logistic_of_few(rows, 3, same, 1.0), Error);
}

TEST_CASE("half of the ticks is learned from") {
    CHECK(learned_half(5) == std::vector<bool>{true, false, true, false, true});
    CHECK(learned_half(0).empty());
}

}  // namespace zscope
