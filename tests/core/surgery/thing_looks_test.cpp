// SPDX-License-Identifier: MIT
#include "core/surgery/thing_looks.h"

#include <doctest/doctest.h>

#include <cmath>

#include "core/statistics/ratio.h"
#include "core/surgery/cell_shares.h"

namespace zscope {
namespace {

constexpr std::size_t kPixels = static_cast<std::size_t>(kSeenSize * kSeenSize);

// Images of 64 × 64, grey: the thing (segment 1) fills the first `amounts[i]` pixels of image i's
// map, segment 2 the rest; the image is `level` there and 0 elsewhere.
ThingLooks looks_of(const std::vector<std::size_t>& amounts, float level) {
    ThingLooks looks;
    for (const std::size_t amount : amounts) {
        for (std::size_t k = 0; k < kPixels; ++k) {
            looks.segments.push_back(k < amount ? 1 : 2);
            looks.pixels.push_back(k < amount ? level : 0.0F);
        }
        looks.values.push_back(amount > 0 ? 5.0F : -5.0F);
        looks.values.push_back(1.0F);
        looks.d_logits.push_back(static_cast<float>(amount) / 100.0F);
        ++looks.count;
    }
    return looks;
}

ThingQuestion question_of(std::uint8_t segment) {
    ThingQuestion question;
    question.attributes = {{"thing", false, {-1.0F, 1.0F}}, {"other", false, {-1.0F, 0.5F}}};
    question.attribute = 0;
    question.segment = segment;
    return question;
}

}  // namespace

TEST_CASE("a segment's effect is counted in pixels of all images together") {
    const ThingLooks before = looks_of({100, 300, 200}, 1.0F);
    const ThingLooks after = looks_of({50, 100, 0}, 1.0F);
    const EditEffect effect = effect_of(before, after, question_of(1), 3);
    CHECK(effect.left.value == doctest::Approx(150.0 / 600.0));
    CHECK(effect.left.low <= effect.left.value);
    CHECK(effect.left.high >= effect.left.value);
    CHECK(effect.before.value == doctest::Approx(200.0));
    CHECK(effect.after.value == doctest::Approx(50.0));
    // Where it was: 1 became 0 in 50 of 100, 200 of 300 and 200 of 200 pixels, halved to 0 … 1.
    CHECK(effect.inside.value == doctest::Approx(0.5 * (0.5 + 2.0 / 3.0 + 1.0) / 3.0));
    CHECK(effect.outside.value == doctest::Approx(0.0));
    CHECK(effect.d_change.value == doctest::Approx(-1.5));
    CHECK(has_thing(before, question_of(1), 0));
    CHECK_FALSE(has_thing(after, question_of(1), 2));
}

TEST_CASE("an attribute's effect is the share that surely has it still") {
    ThingLooks before = looks_of({10, 10, 10, 10}, 1.0F);
    ThingLooks after = looks_of({10, 0, 10, 10}, 1.0F);
    after.values[4] = 0.0F;  // the third: unsure, so not surely there
    const EditEffect effect = effect_of(before, after, question_of(0), 3);
    CHECK(effect.left.value == doctest::Approx(0.5));
    CHECK(effect.before.value == doctest::Approx(1.0));
    CHECK_FALSE(effect.inside.known());
    after.values[1] = -2.0F;  // the first loses the other attribute
    const std::vector<double> flips = flipped_shares(before, after, question_of(0));
    CHECK(flips[0] == doctest::Approx(0.25));
    CHECK(flips[1] == doctest::Approx(0.25));
}

TEST_CASE("no change is no effect, and several draws of a control count alike") {
    const ThingLooks before = looks_of({100, 300}, 0.5F);
    const EditEffect none = effect_of(before, before, question_of(1), 3);
    CHECK(none.left.value == doctest::Approx(1.0));
    CHECK(none.left.low == doctest::Approx(1.0));
    CHECK(none.inside.value == 0.0);
    CHECK(none.diversity.value == doctest::Approx(1.0));
    ThingLooks twice = before;
    const ThingLooks gone = looks_of({0, 0}, 0.5F);
    twice.count = 4;
    twice.segments.insert(twice.segments.end(), gone.segments.begin(), gone.segments.end());
    twice.pixels.insert(twice.pixels.end(), gone.pixels.begin(), gone.pixels.end());
    twice.values.insert(twice.values.end(), gone.values.begin(), gone.values.end());
    twice.d_logits.insert(twice.d_logits.end(), gone.d_logits.begin(), gone.d_logits.end());
    CHECK(left_of(before, twice, question_of(1), 3).value == doctest::Approx(0.5));
}

TEST_CASE("what stands there instead adds up to one") {
    const ThingLooks before = looks_of({100, 300}, 0.5F);
    const ThingLooks after = looks_of({50, 0}, 0.5F);
    std::vector<PlaceShare> kinds{{"", "none"}, {"thing", "Thing"}, {"rest", "Rest"}};
    fill_places(kinds, PlaceColumn::before, before, before, 1);
    fill_places(kinds, PlaceColumn::after, before, after, 1);
    CHECK(kinds[1].before == doctest::Approx(1.0));
    CHECK(kinds[1].after == doctest::Approx(50.0 / 400.0));
    CHECK(kinds[2].after == doctest::Approx(350.0 / 400.0));
    CHECK(kinds[0].after == 0.0);
}

TEST_CASE("cells are covered by area, whatever the two sizes are") {
    std::vector<std::uint8_t> marked(16, 0);
    for (const std::size_t k : {0U, 1U, 4U, 5U, 2U})  // the upper left 2 × 2, and one beside it
        marked[k] = 1;
    CHECK(cell_shares(marked, 4, 2) == std::vector<float>{1.0F, 0.25F, 0.0F, 0.0F});
    CHECK(cell_shares(marked, 4, 1) == std::vector<float>{5.0F / 16.0F});
    const std::vector<float> finer = cell_shares(marked, 4, 8);
    CHECK(finer[0] == 1.0F);
    CHECK(finer[8 * 3 + 3] == 1.0F);
    CHECK(finer[8 * 2 + 4] == 0.0F);
    // Thirds over quarters: the first third of a side covers 1 of 4 whole and 1/3 of the next.
    const std::vector<std::uint8_t> row{1, 0, 0, 1, 0, 0, 1, 0, 0};
    const std::vector<float> quarters = cell_shares(row, 3, 4);
    CHECK(quarters[0] == doctest::Approx(1.0));
    CHECK(quarters[1] == doctest::Approx(1.0 / 3.0));
    CHECK(quarters[2] == 0.0F);
}

TEST_CASE("a ratio's interval shrinks with the number of pairs and holds the ratio") {
    const auto interval = [](std::size_t pairs) {
        std::vector<double> parts, wholes;
        for (std::size_t i = 0; i < pairs; ++i) {
            parts.push_back(i % 2 == 0 ? 1.0 : 3.0);
            wholes.push_back(4.0);
        }
        return bootstrap_ratio(parts, wholes, 1);
    };
    const Estimate few = interval(20), many = interval(2000);
    CHECK(few.value == doctest::Approx(0.5));
    CHECK(many.value == doctest::Approx(0.5));
    // Parts are 1 or 3, so that one ratio has a deviation of 1/4: ± 1.96 / 4 / √n.
    CHECK(few.high - few.low == doctest::Approx(2.0 * 1.96 * 0.25 / std::sqrt(20.0)).epsilon(0.15));
    CHECK(many.high - many.low ==
          doctest::Approx(2.0 * 1.96 * 0.25 / std::sqrt(2000.0)).epsilon(0.15));
    CHECK_FALSE(bootstrap_ratio(std::vector<double>{1.0}, std::vector<double>{0.0}, 1).known());
}

}  // namespace zscope
