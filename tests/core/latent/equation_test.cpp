// SPDX-License-Identifier: MIT
#include "core/latent/equation.h"

#include <doctest/doctest.h>

#include <algorithm>
#include <cmath>
#include <limits>
#include <set>

#include "core/base/error.h"
#include "core/latent/interpolate.h"
#include "core/latent/torch_randn.h"

using zscope::LatentTerm;
using zscope::TermRole;
using Z = std::vector<float>;

namespace {

LatentTerm term(const char* name, TermRole role, const std::vector<Z>& rows, double weight = 1.0) {
    LatentTerm made{name, role, {}, weight};
    for (const Z& row : rows)
        made.exemplars.push_back({row});
    return made;
}

std::vector<LatentTerm> faces() {
    return {term("base", TermRole::base, {{1, 1}, {3, 1}}),
            term("plus 1", TermRole::plus, {{5, 0}, {0, 4}, {1, 2}}),
            term("minus 1", TermRole::minus, {{1, 0}, {3, 2}})};
}

Z row(const Z& rows, std::size_t index, std::size_t nz) {
    const auto first = rows.begin() + static_cast<std::ptrdiff_t>(index * nz);
    return {first, first + static_cast<std::ptrdiff_t>(nz)};
}

}  // namespace

TEST_CASE("an equation is the sum of its terms' means, computed by hand") {
    // (2,1) + (2,2) − (2,1)
    CHECK(zscope::solve_equation(faces()) == Z{2, 2});
    std::vector<LatentTerm> terms = faces();
    terms[1].weight = 0.5;
    CHECK(zscope::solve_equation(terms) == Z{1, 1});
    terms[1].weight = 1.0;
    terms[1].exemplars[0].weight = 0.0;  // (0·5 + 0 + 1)/3, (0 + 4 + 2)/3: the count stays
    CHECK(zscope::solve_equation(terms)[0] == doctest::Approx(1.0 / 3.0));
    CHECK(zscope::solve_equation(terms)[1] == doctest::Approx(2.0));
}

TEST_CASE("one exemplar is its own mean, and half its weight is half its vector") {
    const Z z = zscope::torch_randn(3, 100);
    LatentTerm one = term("plus 1", TermRole::plus, {z});
    CHECK(zscope::mean_of_term(one, 100) == z);
    one.exemplars[0].weight = 0.5;
    CHECK(zscope::norm(zscope::mean_of_term(one, 100)) ==
          doctest::Approx(0.5 * zscope::norm(z)).epsilon(1e-6));
}

TEST_CASE("a term without exemplars adds nothing; an equation of such is refused") {
    std::vector<LatentTerm> terms = faces();
    terms.push_back(term("plus 2", TermRole::plus, {}));
    CHECK(zscope::solve_equation(terms) == zscope::solve_equation(faces()));
    CHECK(zscope::mean_of_term(terms.back(), 2) == Z{0, 0});
    CHECK(zscope::spread_equation(terms, 100, 1).choices.size() == 12);
    const std::vector<LatentTerm> empty = {terms.back()};
    CHECK_THROWS_WITH_AS(zscope::solve_equation(empty),
                         "the equation is empty: put at least one exemplar into a term",
                         zscope::Error);
    CHECK_THROWS_AS(zscope::solve_equation({}), zscope::Error);
}

TEST_CASE("zero vectors are vectors") {
    const std::vector<LatentTerm> terms = {term("plus 1", TermRole::plus, {{0, 0, 0}})};
    CHECK(zscope::solve_equation(terms) == Z{0, 0, 0});
    CHECK(zscope::control_equation(terms, 2, 1) == Z{0, 0, 0, 0, 0, 0});
}

TEST_CASE("what is no number, and latents of different models, are refused by the term's name") {
    std::vector<LatentTerm> terms = faces();
    terms[2].exemplars[1].z[0] = std::numeric_limits<float>::quiet_NaN();
    CHECK_THROWS_WITH_AS(zscope::solve_equation(terms),
                         "minus 1: exemplar 2 holds a number that is NaN or infinite; take another",
                         zscope::Error);
    terms = faces();
    terms[1].weight = std::numeric_limits<double>::infinity();
    CHECK_THROWS_WITH_AS(zscope::solve_equation(terms), "plus 1: its weight is no finite number",
                         zscope::Error);
    terms = faces();
    terms[1].exemplars[2].z = Z(100);
    CHECK_THROWS_WITH_AS(zscope::solve_equation(terms),
                         "plus 1: exemplar 3 is a latent of 100 numbers, the others are of 2: "
                         "latents of different models cannot be added",
                         zscope::Error);
}

TEST_CASE("the sheet has the result in its middle and uniform noise around it") {
    const Z z = zscope::torch_randn(5, 100);
    const Z sheet = zscope::noise_sheet(z, 3, 0.25, 7);
    REQUIRE(sheet.size() == 900);
    CHECK(row(sheet, 4, 100) == z);
    double sum = 0.0, squares = 0.0, largest = 0.0;
    for (std::size_t i = 0; i < 900; ++i) {
        if (i / 100 == 4) continue;
        const double shift = sheet[i] - z[i % 100];
        sum += shift;
        squares += shift * shift;
        largest = std::max(largest, std::abs(shift));
    }
    CHECK(largest <= 0.2501);
    CHECK(largest > 0.24);  // 800 draws: P(all below 0.24) = 0.96^800
    // Uniform in ±0.25: mean 0 with a standard error of 0.0051, variance 0.25²/3.
    CHECK(std::abs(sum / 800) < 0.021);
    CHECK(squares / 800 == doctest::Approx(0.25 * 0.25 / 3).epsilon(0.15));
    CHECK(zscope::noise_sheet(z, 3, 0.25, 7) == sheet);
    CHECK(zscope::noise_sheet(z, 3, 0.25, 8) != sheet);
    CHECK(row(zscope::noise_sheet(z, 3, 0.0, 7), 0, 100) == z);
}

TEST_CASE("the spread solves the equation for every choice of single exemplars") {
    const zscope::EquationSpread spread = zscope::spread_equation(faces(), 12, 1);
    CHECK(spread.every);
    REQUIRE(spread.choices.size() == 12);
    CHECK(spread.choices[0] == std::vector<std::size_t>{0, 0, 0});
    CHECK(spread.choices[1] == std::vector<std::size_t>{0, 0, 1});
    CHECK(spread.choices[11] == std::vector<std::size_t>{1, 2, 1});
    CHECK(row(spread.z, 0, 2) == Z{5, 1});   // (1,1) + (5,0) − (1,0)
    CHECK(row(spread.z, 11, 2) == Z{1, 1});  // (3,1) + (1,2) − (3,2)
    // All weights being 1, the mean over every choice is the equation itself.
    double x = 0.0, y = 0.0;
    for (std::size_t i = 0; i < 12; ++i) {
        x += row(spread.z, i, 2)[0] / 12;
        y += row(spread.z, i, 2)[1] / 12;
    }
    CHECK(x == doctest::Approx(2));
    CHECK(y == doctest::Approx(2));
}

TEST_CASE("of too many choices as many different ones as asked are taken, by the seed") {
    std::vector<LatentTerm> terms = faces();
    const zscope::EquationSpread spread = zscope::spread_equation(terms, 11, 1);
    CHECK_FALSE(spread.every);
    CHECK(std::set(spread.choices.begin(), spread.choices.end()).size() == 11);
    CHECK(zscope::spread_equation(terms, 5, 1).choices ==
          zscope::spread_equation(terms, 5, 1).choices);
    CHECK(zscope::spread_equation(terms, 5, 1).choices !=
          zscope::spread_equation(terms, 5, 2).choices);
    // 16^40 choices are more than can be counted.
    terms.clear();
    for (int t = 0; t < 40; ++t)
        terms.push_back(term("plus", TermRole::plus, std::vector<Z>(16, Z{1})));
    CHECK(zscope::spread_equation(terms, 9, 1).choices.size() == 9);
}

TEST_CASE("the control goes as far from the base as the equation does, elsewhere") {
    const auto z = [](std::uint64_t seed) { return zscope::torch_randn(seed, 100); };
    const std::vector<LatentTerm> terms = {term("base", TermRole::base, {z(1), z(2)}),
                                           term("plus 1", TermRole::plus, {z(3)}),
                                           term("minus 1", TermRole::minus, {z(4)})};
    const Z base = zscope::mean_of_term(terms[0], 100);
    const auto way = [&](const Z& end) {
        Z difference(100);
        for (std::size_t i = 0; i < 100; ++i)
            difference[i] = end[i] - base[i];
        return difference;
    };
    const double length = zscope::norm(way(zscope::solve_equation(terms)));
    const Z controls = zscope::control_equation(terms, 4, 1);
    REQUIRE(controls.size() == 400);
    for (std::size_t i = 0; i < 4; ++i)
        CHECK(zscope::norm(way(row(controls, i, 100))) == doctest::Approx(length).epsilon(1e-5));
    CHECK(row(controls, 0, 100) != row(controls, 1, 100));
    CHECK(zscope::control_equation(terms, 4, 1) == controls);
    // Without a base: random latents as long as the result.
    const std::vector<LatentTerm> loose = {terms[1], terms[2]};
    CHECK(zscope::norm(zscope::control_equation(loose, 1, 1)) ==
          doctest::Approx(zscope::norm(zscope::solve_equation(loose))).epsilon(1e-5));
}
