// SPDX-License-Identifier: MIT
// Samples sorted and filtered: the pure part.
#include "ui/panels/sift.h"

#include <doctest/doctest.h>

#include <cmath>
#include <limits>
#include <string>
#include <vector>

#include "made_up_answers.h"

using namespace zscope;
using namespace zscope::ui;

namespace {

using Rows = std::vector<std::size_t>;
constexpr float kNan = std::numeric_limits<float>::quiet_NaN();

Sift by(SiftBy order, const std::string& key = "") {
    Sift sift;
    sift.by = order;
    sift.sorted = key;
    return sift;
}

}  // namespace

TEST_CASE("rows by value: equal ones keep their order, what is no number comes last") {
    const std::vector<float> values = {0.5F, kNan, 2.0F, 0.5F, -1.0F};
    CHECK(rows_by(values, true) == Rows{2, 0, 3, 4, 1});
    CHECK(rows_by(values, false) == Rows{4, 0, 3, 2, 1});
    CHECK(rows_by({}, true).empty());
}

TEST_CASE("D's opinion as a probability is the limit, and passes only what is over it") {
    CHECK(probability_of(0.0F) == doctest::Approx(0.5));
    CHECK(probability_of(std::log(3.0F)) == doctest::Approx(0.75));
    CHECK(probability_of(-1000.0F) == 0.0);
    CHECK(probability_of(1000.0F) == 1.0);
    const std::vector<float> logits = {std::log(3.0F), 0.0F, -4.0F, kNan, 9.0F};
    const SiftFacts facts{5, logits};
    Sift sift;
    CHECK(sifted_rows(sift, facts) == Rows{0, 1, 2, 3, 4});
    sift.believed = true;
    sift.above = 0.5;
    CHECK(sifted_rows(sift, facts) == Rows{0, 4});  // 50 % is not more than 50 %
    sift.above = 0.8;
    CHECK(sifted_rows(sift, facts) == Rows{4});
    sift.above = 0.0;
    sift.by = SiftBy::real_last;
    CHECK(sifted_rows(sift, facts) == Rows{2, 1, 0, 4});
}

TEST_CASE("sorted by one attribute, filtered by the answers to another") {
    const AttributeAnswers answers = seen({3, -2, 0.5F, kNan, -0.5F, 1.5F});
    const SiftFacts facts{6, {}, &answers};
    CHECK(sifted_rows(by(SiftBy::has_first, "glasses"), facts) == Rows{0, 5, 2, 4, 1, 3});
    CHECK(sifted_rows(by(SiftBy::has_last, "glasses"), facts) == Rows{1, 4, 2, 5, 0, 3});
    Sift sift;
    sift.wanted = "glasses";
    CHECK(sifted_rows(sift, facts) == Rows{0, 5});
    sift.answers = {true, false, false};
    CHECK(sifted_rows(sift, facts) == Rows{1});
    sift.answers = {false, true, false};
    CHECK(sifted_rows(sift, facts) == Rows{2, 4});
    sift.answers = {true, true, true};
    CHECK(sifted_rows(sift, facts) == Rows{0, 1, 2, 4, 5});  // no number is no answer
    sift.answers = {false, false, false};
    CHECK(sifted_rows(sift, facts).empty());
    sift.answers = {true, false, false};
    sift.wanted = "long_hair";
    sift.by = SiftBy::has_last;
    sift.sorted = "glasses";
    CHECK(sifted_rows(sift, facts) == Rows{2, 5, 0});
}

TEST_CASE("a sift waits for all that it is about, and for all rows") {
    const AttributeAnswers answers = seen({3, -2});
    const std::vector<float> logits = {1, 2};
    Sift sift = by(SiftBy::real_first);
    CHECK_FALSE(SiftFacts{2}.answer(sift));
    CHECK(SiftFacts{2, logits}.answer(sift));
    CHECK_FALSE(SiftFacts{3, logits}.answer(sift));
    sift.wanted = "glasses";
    CHECK_FALSE(SiftFacts{2, logits}.answer(sift));
    CHECK(SiftFacts{2, logits, &answers}.answer(sift));
    CHECK_FALSE(SiftFacts{3, logits, &answers}.answer(sift));
    sift.wanted = "beard";
    CHECK_FALSE(SiftFacts{2, logits, &answers}.answer(sift));
    CHECK(SiftFacts{2}.answer(Sift{}));
}

TEST_CASE("samples come and go: who stays keeps the order, who is new stands at the end") {
    const std::vector<float> before = {1, 2, 3, 4, 5, 6};  // three samples of two numbers
    const Rows places = {2, 0};                            // the second one does not pass
    const auto carried = [&](const std::vector<float>& now) {
        return carried_rows(before, places, now, 2);
    };
    CHECK(carried(before) == places);
    CHECK(carried({1, 2, 3, 4, 5, 6, 7, 8}) == Rows{2, 0, 3});
    CHECK(carried({7, 8, 5, 6, 3, 4, 1, 2}) == Rows{1, 3, 0});
    CHECK(carried({3, 4}).empty());
    CHECK(carried({9, 9, 8, 8, 7, 7}) == Rows{0, 1, 2});  // others altogether, as they are
    CHECK(carried({1, 2, 1, 2}) == Rows{0, 1});           // twice the same: one is new
    CHECK(carried_rows({}, {}, before, 2) == Rows{0, 1, 2});
}

TEST_CASE("what a model has nobody to ask for falls away") {
    const std::vector<std::string> attributes = {"window"};
    Sift sift = by(SiftBy::has_first, "glasses");
    sift.believed = true;
    sift.wanted = "window";
    const Sift rooms = possible_for(sift, false, attributes);
    CHECK(rooms.by == SiftBy::drawn);
    CHECK_FALSE(rooms.believed);
    CHECK(rooms.wanted == "window");
    CHECK(possible_for(sift, true, attributes).believed);
    CHECK(possible_for(sift, true, {}).wanted.empty());
    CHECK(possible_for(by(SiftBy::real_last), false, attributes).by == SiftBy::drawn);
    CHECK(possible_for(by(SiftBy::real_last), true, attributes).by == SiftBy::real_last);
}

TEST_CASE("what was found, in words") {
    const AttributeAnswers answers = seen({std::log(3.0F), -2});
    const std::vector<float> logits = {0, 0};
    const SiftFacts facts{2, logits, &answers};
    Sift sift;
    CHECK(found_words(sift, facts, 0).empty());
    CHECK(found_labels(sift, facts, 0).empty());
    sift.wanted = "long_hair";
    CHECK(found_words(sift, facts, 1) == "long hair: yes, 0.88");
    CHECK(found_labels(sift, facts, 1) == std::vector<std::string>{"yes 0.88", "0.88"});
    sift.by = SiftBy::has_last;
    sift.sorted = "glasses";
    sift.believed = true;
    CHECK(found_words(sift, facts, 0) ==
          "D believes in it: 50 % · glasses: yes, 0.75 · long hair: no, 0.25");
    CHECK(found_labels(sift, facts, 0).front() == "yes 0.75");
    CHECK(filter_words(sift) == "long hair: yes · D over 5 %");
    sift.answers = {true, true, false};
    CHECK(filter_words(sift) == "long hair: no or unsure · D over 5 %");
    sift.by = SiftBy::real_first;
    CHECK(found_labels(sift, facts, 0).front() == "D 50 %");
}

TEST_CASE("shares in percent have a digit more near their ends") {
    CHECK(percent_text(0.0) == "0.0 %");
    CHECK(percent_text(0.0034) == "0.3 %");
    CHECK(percent_text(0.236) == "24 %");
    CHECK(percent_text(0.9962) == "99.6 %");
    CHECK(percent_text(1.0) == "100.0 %");
}

TEST_CASE("orders and filters come back from settings; unknown words change nothing") {
    for (const Sift& sift : {by(SiftBy::drawn), by(SiftBy::real_first), by(SiftBy::real_last),
                             by(SiftBy::has_first, "glasses"), by(SiftBy::has_last, "hat")}) {
        Sift read;
        set_order(read, order_word(sift));
        CHECK(read == sift);
    }
    Sift sift = by(SiftBy::has_last, "hat");
    set_order(sift, "by weight");
    set_order(sift, "has ");
    CHECK(sift == by(SiftBy::has_last, "hat"));
    sift.believed = true;
    sift.above = 0.25;
    sift.wanted = "beard";
    sift.answers = {true, true, false};
    Sift read;
    set_filter(read, filter_json(sift));
    read.by = sift.by;
    read.sorted = sift.sorted;
    CHECK(read == sift);
    set_filter(read, {{"above", 7.0}});
    CHECK(read.above == 1.0);
    CHECK(read.wanted == "beard");
}
