// SPDX-License-Identifier: MIT
#include "core/session/equation_terms.h"

#include <doctest/doctest.h>

#include <string>

#include "core/base/error.h"

using namespace zscope;  // NOLINT: a test of many small types

namespace {

struct Library {
    SampleBook book;
    SampleId add(std::vector<float> z) { return book.add(std::move(z), {}, {}); }
};

std::string error_of(const std::vector<EquationTerm>& equation, const SampleBook& book) {
    try {
        (void)latent_terms(equation, book, 2);
    } catch (const Error& error) {
        return error.what();
    }
    return "no error";
}

}  // namespace

TEST_CASE("a Session's equation solves as the paper's: mean − mean + mean") {
    Library library;
    const SampleId a1 = library.add({4, 0}), a2 = library.add({6, 2});
    const SampleId b = library.add({1, 1}), c = library.add({10, 10});
    const std::vector<EquationTerm> equation{
        {1.0, {a1, a2}, false}, {-1.0, {b}, false}, {1.0, {c}, true}};
    const std::vector<LatentTerm> terms = latent_terms(equation, library.book, 2);
    CHECK(solve_equation(terms) == std::vector<float>{14, 10});
    CHECK(difference_of(terms, 2) == std::vector<float>{4, 0});
    CHECK(equation_text(equation) == "mean(A) − B + C");
    CHECK(equation_text({{-0.5, {a1}, false}, {1.0, {}, false}, {2.0, {b}, false}}) ==
          "−0.50·A + 2.00·C");
    CHECK(equation_text({}).empty());
    // Nothing but a base: no difference, so no direction.
    CHECK(difference_of(latent_terms({{1.0, {c}, true}}, library.book, 2), 2) ==
          std::vector<float>{0, 0});
}

TEST_CASE("an equation with samples that are not there, or of another model, says which term") {
    Library library;
    const SampleId fits = library.add({1, 2}), wide = library.add({1, 2, 3});
    CHECK(error_of({{1.0, {fits}, false}}, library.book) == "no error");
    CHECK(error_of({{1.0, {fits}, false}, {1.0, {wide}, false}}, library.book) ==
          "B: sample #2 is of a model whose z has 3 numbers, and this one takes 2");
    CHECK(error_of({{1.0, {99}, false}}, library.book) ==
          "A: sample #99 is not in the library any more");
}

TEST_CASE("terms are lettered as columns of a table are") {
    CHECK(term_letter(0) == "A");
    CHECK(term_letter(25) == "Z");
    CHECK(term_letter(26) == "AA");
    CHECK(term_letter(27) == "AB");
    CHECK(term_letter(52) == "BA");
}
