// SPDX-License-Identifier: MIT
#include "ui/panels/sift.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <numeric>
#include <optional>

namespace zscope::ui {

namespace {

constexpr std::array<Answer, 3> kAnswers = {Answer::no, Answer::unsure, Answer::yes};
constexpr std::string_view kHas = "has ", kLacks = "lacks ";

std::string plain(std::string_view key) {
    std::string words(key);
    std::ranges::replace(words, '_', ' ');
    return words;
}

bool known(std::span<const std::string> attributes, const std::string& key) {
    return std::ranges::find(attributes, key) != attributes.end();
}

std::vector<float> logits_of(const AttributeAnswers& seen, std::string_view key) {
    std::vector<float> logits;
    const std::size_t column = *seen.column(key);
    for (std::size_t row = 0; row < static_cast<std::size_t>(seen.count); ++row)
        logits.push_back(seen.logit(row, column));
    return logits;
}

std::vector<std::size_t> ordered(const Sift& sift, const SiftFacts& facts) {
    switch (sift.by) {
        case SiftBy::real_first:
        case SiftBy::real_last:
            return rows_by(facts.d_logits, sift.by == SiftBy::real_first);
        case SiftBy::has_first:
        case SiftBy::has_last:
            return rows_by(logits_of(*facts.seen, sift.sorted), sift.by == SiftBy::has_first);
        case SiftBy::drawn:
            break;
    }
    std::vector<std::size_t> rows(facts.count);
    std::iota(rows.begin(), rows.end(), std::size_t{0});
    return rows;
}

bool passes(const Sift& sift, const SiftFacts& facts, std::size_t row) {
    // Written so that NaN does not pass.
    if (sift.believed && !(probability_of(facts.d_logits[row]) > sift.above)) return false;
    if (sift.wanted.empty()) return true;
    const std::size_t column = *facts.seen->column(sift.wanted);
    if (std::isnan(facts.seen->logit(row, column))) return false;
    return sift.answers[static_cast<std::size_t>(facts.seen->answer(row, column))];
}

// The attributes that it is about: first the one that it is sorted by.
std::vector<std::string> attributes_of(const Sift& sift) {
    std::vector<std::string> keys;
    if (sift.sorts_by_oracle()) keys.push_back(sift.sorted);
    if (!sift.wanted.empty() && !known(keys, sift.wanted)) keys.push_back(sift.wanted);
    return keys;
}

bool d_known(const SiftFacts& facts) {
    return facts.count > 0 && facts.d_logits.size() == facts.count;
}

bool sees(const SiftFacts& facts, std::string_view key) {
    return facts.seen != nullptr && static_cast<std::size_t>(facts.seen->count) == facts.count &&
           facts.seen->column(key).has_value();
}

}  // namespace

Sift possible_for(Sift sift, bool has_d, std::span<const std::string> attributes) {
    if (!has_d && !sift.sorts_by_oracle()) sift.by = SiftBy::drawn;
    if (!has_d) sift.believed = false;
    if (sift.sorts_by_oracle() && !known(attributes, sift.sorted)) sift.by = SiftBy::drawn;
    if (!known(attributes, sift.wanted)) sift.wanted.clear();
    return sift;
}

bool SiftFacts::answer(const Sift& sift) const {
    if (sift.asks_d() && !d_known(*this)) return false;
    return std::ranges::all_of(attributes_of(sift),
                               [this](const std::string& key) { return sees(*this, key); });
}

std::vector<std::size_t> rows_by(std::span<const float> values, bool highest_first) {
    std::vector<std::size_t> rows(values.size());
    std::iota(rows.begin(), rows.end(), std::size_t{0});
    std::ranges::stable_sort(rows, [&](std::size_t a, std::size_t b) {
        if (std::isnan(values[a]) || std::isnan(values[b]))
            return !std::isnan(values[a]) && std::isnan(values[b]);
        return highest_first ? values[a] > values[b] : values[a] < values[b];
    });
    return rows;
}

std::vector<std::size_t> sifted_rows(const Sift& sift, const SiftFacts& facts) {
    std::vector<std::size_t> rows = ordered(sift, facts);
    std::erase_if(rows, [&](std::size_t row) { return !passes(sift, facts, row); });
    return rows;
}

std::vector<std::size_t> carried_rows(std::span<const float> before,
                                      std::span<const std::size_t> places,
                                      std::span<const float> now, std::size_t width) {
    std::vector<bool> taken(now.size() / width, false);
    // The first row of `now` that is this z and belongs to nobody yet.
    const auto take = [&](std::size_t row) -> std::optional<std::size_t> {
        const auto z = before.subspan(row * width, width);
        for (std::size_t other = 0; other < taken.size(); ++other) {
            if (taken[other] || !std::ranges::equal(z, now.subspan(other * width, width))) continue;
            taken[other] = true;
            return other;
        }
        return std::nullopt;
    };
    std::vector<std::size_t> rows;
    std::vector<bool> shown(before.size() / width, false);
    for (const std::size_t row : places) {
        shown[row] = true;
        if (const auto other = take(row)) rows.push_back(*other);
    }
    for (std::size_t row = 0; row < shown.size(); ++row) {
        if (!shown[row]) (void)take(row);
    }
    for (std::size_t row = 0; row < taken.size(); ++row) {
        if (!taken[row]) rows.push_back(row);
    }
    return rows;
}

double probability_of(float logit) {
    return 1.0 / (1.0 + std::exp(-static_cast<double>(logit)));
}

std::string percent_text(double share) {
    const double percent = 100 * share;
    const bool near_an_end = percent < 1 || percent > 99;
    return fmt::format("{:.{}f} %", percent, near_an_end ? 1 : 0);
}

const char* word_of(Answer answer) {
    constexpr std::array<const char*, 3> words = {"no", "unsure", "yes"};
    return words[static_cast<std::size_t>(answer)];
}

std::string found_words(const Sift& sift, const SiftFacts& facts, std::size_t row) {
    std::string words;
    if (sift.asks_d() && d_known(facts)) {
        words =
            fmt::format("D believes in it: {:.0f} %", 100 * probability_of(facts.d_logits[row]));
    }
    for (const std::string& key : attributes_of(sift)) {
        if (!sees(facts, key)) continue;
        const std::size_t column = *facts.seen->column(key);
        words += fmt::format("{}{}: {}, {:.2f}", words.empty() ? "" : " · ", plain(key),
                             word_of(facts.seen->answer(row, column)),
                             probability_of(facts.seen->logit(row, column)));
    }
    return words;
}

std::vector<std::string> found_labels(const Sift& sift, const SiftFacts& facts, std::size_t row) {
    const bool by_d = sift.by == SiftBy::real_first || sift.by == SiftBy::real_last;
    const std::vector<std::string> keys = attributes_of(sift);
    if (!by_d && !keys.empty() && sees(facts, keys.front())) {
        const std::size_t column = *facts.seen->column(keys.front());
        const double sure = probability_of(facts.seen->logit(row, column));
        return {fmt::format("{} {:.2f}", word_of(facts.seen->answer(row, column)), sure),
                fmt::format("{:.2f}", sure)};
    }
    if (!sift.asks_d() || !d_known(facts)) return {};
    const std::string percent = percent_text(probability_of(facts.d_logits[row]));
    return {"D " + percent, percent};
}

std::string filter_words(const Sift& sift) {
    std::string words;
    if (!sift.wanted.empty()) {
        for (const Answer answer : {Answer::yes, Answer::no, Answer::unsure}) {
            if (!sift.answers[static_cast<std::size_t>(answer)]) continue;
            words += fmt::format("{}{}", words.empty() ? "" : " or ", word_of(answer));
        }
        words = fmt::format("{}: {}", plain(sift.wanted), words.empty() ? "no answer" : words);
    }
    if (sift.believed) {
        words += fmt::format("{}D over {}", words.empty() ? "" : " · ", percent_text(sift.above));
    }
    return words;
}

std::string order_word(const Sift& sift) {
    switch (sift.by) {
        case SiftBy::real_first:
            return "real";
        case SiftBy::real_last:
            return "unreal";
        case SiftBy::has_first:
            return std::string(kHas) + sift.sorted;
        case SiftBy::has_last:
            return std::string(kLacks) + sift.sorted;
        case SiftBy::drawn:
            break;
    }
    return "drawn";
}

void set_order(Sift& sift, std::string_view word) {
    for (const std::string_view start : {kHas, kLacks}) {
        if (!word.starts_with(start) || word.size() == start.size()) continue;
        sift.by = start == kHas ? SiftBy::has_first : SiftBy::has_last;
        sift.sorted = std::string(word.substr(start.size()));
    }
    if (word == "drawn") sift.by = SiftBy::drawn;
    if (word == "real") sift.by = SiftBy::real_first;
    if (word == "unreal") sift.by = SiftBy::real_last;
}

nlohmann::json filter_json(const Sift& sift) {
    nlohmann::json answers = nlohmann::json::array();
    for (const Answer answer : kAnswers) {
        if (sift.answers[static_cast<std::size_t>(answer)]) answers.push_back(word_of(answer));
    }
    return {{"believed", sift.believed},
            {"above", sift.above},
            {"attribute", sift.wanted},
            {"answers", answers}};
}

void set_filter(Sift& sift, const nlohmann::json& json) {
    sift.believed = json.value("believed", sift.believed);
    sift.above = std::clamp(json.value("above", sift.above), 0.0, 1.0);
    sift.wanted = json.value("attribute", sift.wanted);
    if (!json.contains("answers")) return;
    const auto words = json.at("answers").get<std::vector<std::string>>();
    for (const Answer answer : kAnswers)
        sift.answers[static_cast<std::size_t>(answer)] = known(words, word_of(answer));
}

}  // namespace zscope::ui
