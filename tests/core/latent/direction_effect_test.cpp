// SPDX-License-Identifier: MIT
#include "core/latent/direction_effect.h"

#include <doctest/doctest.h>

#include "core/base/error.h"
#include "core/latent/arithmetic_trial.h"
#include "core/latent/direction_report.h"
#include "core/latent/interpolate.h"

namespace zscope {
namespace {

// Logits below −1 are surely no, above 1 surely yes.
const std::vector<JudgedAttribute> kAttributes{
    {"hat", false, {-1, 1}}, {"smile", false, {-1, 1}}, {"turn", true, {}}};

// Four images without a hat; their smiles: no, yes, unsure, no.
DirectionTrial four_images() {
    DirectionTrial trial;
    trial.attributes = kAttributes;
    trial.target = 0;
    trial.before.values = {-5, -5, 0, -5, 5, 10, -5, 0, -10, -5, -5, 0};
    // Three get a hat; the first begins to smile, the second stops, the third cannot be said.
    trial.direction.look.values = {5, 5, 4, 5, -5, 10, 5, 5, -10, 0, -5, 4};
    trial.control.look.values = trial.before.values;
    trial.direction.image_change = {8, 8, 8, 8};
    trial.control.image_change = {3, 3, 3, 3};
    return trial;
}

}  // namespace

TEST_CASE("success, side effects and image change are counted as the header says") {
    const StrengthEffect effect = measure_effect(four_images(), 2.0, 1);
    CHECK(effect.success.direction.value == doctest::Approx(0.75));
    CHECK(effect.success.direction.count == 4);
    CHECK(effect.success.control.value == 0.0);
    REQUIRE(effect.others.size() == 2);
    // Of three that were sure before, two turned; the unsure one does not count.
    CHECK(effect.others[0].key == "smile");
    CHECK(effect.others[0].changed.direction.value == doctest::Approx(2.0 / 3.0));
    CHECK(effect.others[0].changed.direction.count == 3);
    CHECK(effect.others[0].changed.control.value == 0.0);
    CHECK(effect.others[0].before.value == doctest::Approx(0.25));
    CHECK(effect.others[0].after.value == doctest::Approx(0.5));
    CHECK(effect.others[1].changed.direction.value == doctest::Approx(2.0));  // degrees
    CHECK(effect.image_change.difference.value == doctest::Approx(5.0));
    CHECK_FALSE(effect.d_change.direction.known());
}

TEST_CASE("removal wants a sure no, an angle counts with its sign, D's opinion is a difference") {
    DirectionTrial trial = four_images();
    trial.removal = true;
    trial.before.d_logits = {1, 1, 1, 1};
    trial.direction.look.d_logits = {0, 0, 0, 0};
    trial.control.look.d_logits = {3, 3, 3, 3};
    const StrengthEffect effect = measure_effect(trial, 2.0, 1);
    CHECK(effect.success.direction.value == 0.0);
    CHECK(effect.success.control.value == 1.0);
    CHECK(effect.d_change.direction.value == doctest::Approx(-1.0));
    CHECK(effect.d_change.difference.value == doctest::Approx(-3.0));
    trial.target = 2;
    CHECK(measure_effect(trial, 2.0, 1).success.direction.value == doctest::Approx(2.0));
    trial.target.reset();
    CHECK(measure_effect(trial, 2.0, 1).others.size() == 3);
    CHECK_FALSE(measure_effect(trial, 2.0, 1).success.direction.known());
}

TEST_CASE("a trial begins where the target is surely absent, or surely there") {
    const std::vector<float> values{-5, 0, 0, 5, 0, 0, 0, 0, 0, -2, 0, 0};
    using Rows = std::vector<std::int64_t>;
    CHECK(trial_rows(values, kAttributes, 0, false, 10) == Rows{0, 3});
    CHECK(trial_rows(values, kAttributes, 0, false, 1) == Rows{0});
    CHECK(trial_rows(values, kAttributes, 0, true, 10) == Rows{1});
    CHECK(trial_rows(values, kAttributes, 2, false, 10).size() == 4);
    CHECK(trial_rows(values, kAttributes, {}, false, 10).size() == 4);
}

TEST_CASE("scores as text and as JSON name the control, and null is what nobody counted") {
    DirectionScore score;
    score.direction = "hat";
    score.attribute = "hat";
    score.count = 4;
    score.strengths = {measure_effect(four_images(), 2.0, 1)};
    const std::string text = score_table(std::vector{score});
    CHECK(text.find("75.0 [30.1, 95.4] %") != std::string::npos);
    CHECK(text.find("66.7/0.0") != std::string::npos);
    // Columns stand in the judge's order, although each score leaves its own target out.
    DirectionTrial smiles = four_images();
    smiles.target = 1;
    DirectionScore other = score;
    other.direction = "smile";
    other.strengths = {measure_effect(smiles, 2.0, 1)};
    const std::string both = score_table(std::vector{score, other});
    const std::string heads = both.substr(both.find("what else changed"));
    CHECK(heads.find(" hat") < heads.find(" smile"));
    CHECK(heads.find(" smile") < heads.find(" turn"));
    const auto json = score_to_json(std::vector{score});
    CHECK(json[0]["strengths"][0]["success"]["direction"]["value"].get<double>() == 0.75);
    CHECK(json[0]["strengths"][0]["success"]["control"]["value"].get<double>() == 0.0);
    CHECK(json[0]["strengths"][0]["d_change"]["direction"].is_null());
}

TEST_CASE("arithmetic draws its terms from the right samples") {
    // z says which term a sample belongs to: hat is wanted, smile the carrier.
    std::vector<float> z, values;
    const auto add = [&](float hat, float smile, float x, float y) {
        z.insert(z.end(), {x, y});
        values.insert(values.end(), {hat, smile, 0});
    };
    for (int i = 0; i < 3; ++i) {
        add(5, -5, 10, 0);
        add(-5, -5, 0, 0);
        add(-5, 5, 0, 7);
        add(0, 5, 99, 99);  // unsure: in no term
    }
    ArithmeticPlan plan{.wanted = 0, .carrier = 1, .without = {}, .exemplars = 3, .draws = 2};
    const ArithmeticDraws draws = draw_arithmetic(z, values, kAttributes, plan);
    CHECK(draws.pool[0] == 3);
    CHECK(draws.base == std::vector<float>{0, 7, 0, 7});
    CHECK(draws.result == std::vector<float>{10, 7, 10, 7});
    // The control's step is as long, 10, and its own in each draw.
    const std::vector<float> step{draws.control[0], draws.control[1] - 7};
    CHECK(norm(step) == doctest::Approx(10.0));
    CHECK(draws.control[0] != draws.control[2]);
    plan.exemplars = 4;
    CHECK_THROWS_WITH_AS((void)draw_arithmetic(z, values, kAttributes, plan),
                         doctest::Contains("3 samples of 12"), Error);
    plan.exemplars = 1;
    plan.without = {2};  // of an angle the limits are 0 and 0: nothing is surely absent
    CHECK_THROWS_AS((void)draw_arithmetic(z, values, kAttributes, plan), Error);
}

TEST_CASE("arithmetic counts the wanted, the carrier, and what else stayed") {
    const std::vector<JudgedAttribute> attributes{
        {"hat", false, {-1, 1}}, {"smile", false, {-1, 1}}, {"beard", false, {-1, 1}}};
    const ArithmeticPlan plan{.wanted = 0, .carrier = 1, .without = {}};
    const std::vector<float> base{-5, 5, -5, -5, 5, -5, -5, 5, -5, -5, 5, 0};
    // As promised; a beard came; the smile went; nothing came, and the unsure beard is no change.
    const std::vector<float> result{5, 5, -5, 5, 5, 5, 5, -5, -5, -5, 5, 5};
    const ArithmeticOutcome outcome = judge_arithmetic(base, result, attributes, plan);
    CHECK(outcome.wanted.value == doctest::Approx(0.75));
    CHECK(outcome.carrier.value == doctest::Approx(0.75));
    CHECK(outcome.kept.value == doctest::Approx(0.5));
    CHECK(outcome.all.value == doctest::Approx(0.25));
}

}  // namespace zscope
