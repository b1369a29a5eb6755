// SPDX-License-Identifier: MIT
// What the panels of the Directions workspace draw, without drawing it.
#include <doctest/doctest.h>

#include <cmath>

#include "core/latent/interpolate.h"
#include "ui/panels/direction_rows.h"
#include "ui/panels/equation_bar.h"
#include "ui/panels/equation_rows.h"
#include "ui/panels/tick_rows.h"

using namespace zscope;
using namespace zscope::ui;

namespace {

ModelView two_numbers() {
    ModelView model;
    model.available = true;
    model.nz = 2;
    model.id = "abc";
    return model;
}

struct Shelf {
    SampleBook samples;
    SampleId add(std::vector<float> z) { return samples.add(std::move(z), {}, {}); }
};

std::vector<float> row(const SharedZ& z, std::size_t index) {
    const auto at = z->begin() + static_cast<std::ptrdiff_t>(2 * index);
    return {at, at + 2};
}

}  // namespace

TEST_CASE("equation rows: exemplars, means, the sheet around the result, spread and control") {
    Shelf shelf;
    std::vector<EquationTerm> equation = first_equation();
    CHECK(equation_rows(equation, {}, shelf.samples, two_numbers()).results == nullptr);
    equation[0].samples = {shelf.add({4, 0}), shelf.add({6, 2})};
    equation[1].samples = {shelf.add({1, 1})};
    equation[2].samples = {shelf.add({10, 10})};
    const EquationRows rows = equation_rows(equation, {}, shelf.samples, two_numbers());
    CHECK(rows.error.empty());
    CHECK(rows.first == std::vector<std::size_t>{0, 2, 3});
    CHECK(row(rows.terms, *rows.mean[0]) == std::vector<float>{5, 1});
    CHECK(row(rows.results, 4) == std::vector<float>{14, 10});  // the middle of the sheet
    CHECK(rows.spread == 2);                                    // one of two, one, one
    CHECK(rows.every_choice);
    CHECK(rows.control == kStripRows);
    CHECK(rows.results->size() == 2 * (kSheetRows + 2 + kStripRows));
    CHECK(rows.length == doctest::Approx(4.0));
    // The controls are as far from the base as the result is.
    const std::vector<float> control = row(rows.results, kSheetRows + 2);
    CHECK(std::hypot(control[0] - 10.0F, control[1] - 10.0F) == doctest::Approx(4.0));
    const auto direction = equation_direction(rows, two_numbers(), "x");
    REQUIRE(direction.has_value());
    CHECK(direction->vector == std::vector<float>{1, 0});
    CHECK(direction->model_id == "abc");

    equation[1].samples = {shelf.add({1, 2, 3})};
    CHECK(equation_rows(equation, {}, shelf.samples, two_numbers()).error.find("B: ") == 0);
    equation[0].samples.clear();
    equation[1].samples.clear();
    const EquationRows base = equation_rows(equation, {}, shelf.samples, two_numbers());
    CHECK(base.control == 0);  // nothing is added: there is nothing to compare with
    CHECK_FALSE(equation_direction(base, two_numbers(), "x").has_value());
}

TEST_CASE("ticks: a click says yes, then no, then nothing; the fit orders what is offered") {
    Shelf shelf;
    const SampleId right = shelf.add({2, 0}), left = shelf.add({-2, 0});
    TickState ticks = clicked_tick({}, right);
    CHECK(ticks.yes == std::vector<SampleId>{right});
    ticks = clicked_tick(ticks, right);
    CHECK(ticks.no == std::vector<SampleId>{right});
    CHECK(clicked_tick(ticks, right) == TickState{});
    CHECK(said_tick(ticks, right, true).yes == std::vector<SampleId>{right});
    CHECK(said_tick(ticks, right, true).no.empty());

    const std::vector<float> pool{3, 0, -1, 5, 0.1F, 9, 1, -4};
    TickState one{"right", {right}, {}};
    CHECK_FALSE(fit_ticks(one, shelf.samples, two_numbers(), pool).logistic.has_value());
    TickState both{"right", {right}, {left, 999}};  // 999 is not in the library
    const TickFit fit = fit_ticks(both, shelf.samples, two_numbers(), pool);
    REQUIRE(fit.logistic.has_value());
    CHECK(fit.logistic->vector[0] == doctest::Approx(1.0));
    CHECK(fit.difference->figures.length == doctest::Approx(4.0));
    CHECK(fit.logistic->name == "right");
    using Rows = std::vector<std::size_t>;
    CHECK(offered_rows(fit, 4, TickOrder::telling) == Rows{2, 1, 3, 0});  // nearest to the border
    CHECK(offered_rows(fit, 4, TickOrder::likely) == Rows{0, 3, 2, 1});
    CHECK(offered_rows(fit, 4, TickOrder::drawn) == Rows{0, 1, 2, 3});
    CHECK(offered_rows({}, 4, TickOrder::likely) == Rows{0, 1, 2, 3});

    // The second number a label that goes with every yes: no part of the direction.
    ModelView conditional = two_numbers();
    conditional.labels = 1;
    both.yes = {shelf.add({2, 1})};
    const TickFit bare = fit_ticks(both, shelf.samples, conditional, pool);
    REQUIRE(bare.logistic.has_value());
    CHECK(bare.logistic->vector == std::vector<float>{1});
    CHECK(bare.logits.size() == 4);
}

TEST_CASE("directions: the target's samples before and after, and what a trial says") {
    Shelf shelf;
    DirectionBook book;
    Direction smile;
    smile.name = "smile";
    smile.vector = {0, 1};
    const DirectionId id = book.add(smile);
    Session session;
    session.directions.list = {{id, 3.0, false}};
    CHECK(direction_rows(session, shelf.samples, book, 2).targets.empty());
    const SampleId first = shelf.add({1, 1}), last = shelf.add({2, 2});
    session.selection = {first, last};
    DirectionRows rows = direction_rows(session, shelf.samples, book, 2);
    CHECK(rows.targets == std::vector<SampleId>{last});
    CHECK(*rows.before == std::vector<float>{2, 2});
    CHECK(*rows.after == std::vector<float>{2, 5});
    session.tray = {first, last, shelf.add({1, 2, 3})};  // the last is of another model
    session.directions.target = DirectionTarget::tray;
    CHECK(direction_rows(session, shelf.samples, book, 2).targets ==
          std::vector<SampleId>{first, last});
    CHECK(strengths_text(session.directions, book) == "+3.0 smile");
    session.directions.list[0].strength = -1.25;
    CHECK(strengths_text(session.directions, book) == "−1.2 smile");

    CHECK(attribute_of(smile, {"hat", "smile"}) == "smile");  // by its name
    smile.attribute = "hat";
    CHECK(attribute_of(smile, {"hat", "smile"}) == "hat");
    CHECK(attribute_of(smile, {"door"}).empty());

    DirectionVerdict verdict;
    CHECK(quality_text(verdict).empty());
    StrengthEffect effect;
    effect.success.direction = {0.68, 0.62, 0.74, 256};
    effect.success.control = {0.12, 0.08, 0.17, 256};
    AttributeEffect hat;
    hat.key = "hat";
    hat.changed.direction = {0.10, 0.05, 0.15, 200};
    hat.changed.control = {0.12, 0.08, 0.17, 200};
    effect.others = {hat};
    verdict.score.attribute = "smile";
    verdict.score.strengths = {effect};
    CHECK(quality_text(verdict) == "68 % (control 12 %)");
    const std::vector<VerdictLine> lines = verdict_lines(verdict);
    REQUIRE(lines.size() == 3);
    CHECK(lines[0].what == "smile appears");
    CHECK(lines[0].direction == "68 % [62, 74]");
    CHECK(lines[0].stands_out);
    CHECK_FALSE(lines[1].stands_out);  // the intervals overlap
    CHECK(lines[2].direction == "–");  // the image change was not measured
}
