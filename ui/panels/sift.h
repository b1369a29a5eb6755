// SPDX-License-Identifier: MIT
#pragma once

#include <nlohmann/json.hpp>

#include <array>
#include <cstddef>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "core/engine/oracle_answers.h"

namespace zscope::ui {

// Samples in an order, and only some of them: by D's opinion and by what the oracle of the model's
// world sees. Values and pure functions.

enum class SiftBy { drawn, real_first, real_last, has_first, has_last };

struct Sift {
    SiftBy by = SiftBy::drawn;
    std::string sorted;  // attribute of has_first and has_last

    bool believed = false;  // only those that D believes in …
    double above = 0.05;    // … more than this: a probability, 0 … 1; D is hard to persuade
    std::string wanted;     // only by this attribute; empty: by none
    // Of which answers, by Answer's number: no, unsure, yes.
    std::array<bool, 3> answers = {false, false, true};

    bool sorts_by_oracle() const { return by == SiftBy::has_first || by == SiftBy::has_last; }
    bool asks_d() const { return believed || by == SiftBy::real_first || by == SiftBy::real_last; }
    bool asks_oracle() const { return sorts_by_oracle() || !wanted.empty(); }
    bool filters() const { return believed || !wanted.empty(); }
    void show_all() {
        believed = false;
        wanted.clear();
    }
    bool operator==(const Sift&) const = default;
};
// What can be asked of this model: without a D all that needs one falls away, likewise attributes
// that its oracle does not know.
Sift possible_for(Sift sift, bool has_d, std::span<const std::string> attributes);

// What is known of the samples, row by row; not known is empty or null.
struct SiftFacts {
    std::size_t count = 0;
    std::span<const float> d_logits = {};
    const AttributeAnswers* seen = nullptr;
    bool answer(const Sift& sift) const;  // enough for this sift, for all rows
};

// Rows by value; equal ones, and those that are no numbers (last), keep their order.
std::vector<std::size_t> rows_by(std::span<const float> values, bool highest_first);
// Places → rows. Needs facts that answer `sift`. What is no number passes no filter.
std::vector<std::size_t> sifted_rows(const Sift& sift, const SiftFacts& facts);

// Where samples come and go (a tray): the rows of `now` in the order of `places`, rows of `before`;
// those that `before` had and did not show stay out, new ones stand at the end. Both (N, width).
std::vector<std::size_t> carried_rows(std::span<const float> before,
                                      std::span<const std::size_t> places,
                                      std::span<const float> now, std::size_t width);

// e^x / (1 + e^x).
double probability_of(float logit);
// What was found in a row, for a tooltip: "D believes in it 87 % · glasses: yes, 0.97"; only what
// the sift is about and is known.
std::string found_words(const Sift& sift, const SiftFacts& facts, std::size_t row);
// The same for a card's foot, the longest first: {"yes 0.97", "0.97"}; of what it is sorted by,
// else of what it is filtered by.
std::vector<std::string> found_labels(const Sift& sift, const SiftFacts& facts, std::size_t row);
// "24 %", "0.3 %", "99.6 %". Pure.
std::string percent_text(double share);
// "glasses: yes or unsure · D over 50 %": what passes, for people.
std::string filter_words(const Sift& sift);

const char* word_of(Answer answer);  // "no", "unsure", "yes"
// "drawn", "real", "unreal", "has glasses", "lacks glasses": how settings name the order.
std::string order_word(const Sift& sift);
void set_order(Sift& sift, std::string_view word);  // a word of another version changes nothing
nlohmann::json filter_json(const Sift& sift);
void set_filter(Sift& sift, const nlohmann::json& json);

}  // namespace zscope::ui
