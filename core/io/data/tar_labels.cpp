// SPDX-License-Identifier: MIT
#include "core/io/data/tar_labels.h"

#include <algorithm>
#include <charconv>
#include <nlohmann/json.hpp>
#include <optional>
#include <utility>

#include "core/base/error.h"
#include "core/io/json_text.h"

namespace zscope {

namespace {

constexpr std::size_t kLongestWord = 100;  // bytes of a label; a longer text is a caption

std::optional<std::int64_t> whole_number(std::string_view text) {
    std::int64_t value = 0;
    const auto [end, problem] = std::from_chars(text.data(), text.data() + text.size(), value);
    if (problem != std::errc() || end != text.data() + text.size()) return std::nullopt;
    return value;
}

std::string_view trimmed(std::string_view text) {
    constexpr std::string_view kGaps = " \t\r\n";
    const std::size_t first = text.find_first_not_of(kGaps);
    if (first == std::string_view::npos) return {};
    return text.substr(first, text.find_last_not_of(kGaps) - first + 1);
}

bool read_json(std::string_view text, SaidLabels& said) {
    nlohmann::json json;
    try {
        json = parse_json_text(text, "a label");
    } catch (const Error&) {
        return false;
    }
    if (!json.is_object()) return false;
    for (const auto& [key, value] : json.items()) {
        if (said.size() >= kMaxLabelColumns) break;
        if (key.size() > kLongestWord) continue;
        if (value.is_boolean()) {
            said[key] = value.get<bool>() ? "yes" : "no";
        } else if (value.is_number_integer()) {
            said[key] = value.dump();
        } else if (value.is_string() &&
                   value.get_ref<const std::string&>().size() <= kLongestWord) {
            said[key] = value.get<std::string>();
        }
    }
    return true;
}

}  // namespace

bool read_label_file(std::string_view extension, std::string_view text, SaidLabels& said) {
    if (extension == "json") return read_json(text, said);
    const auto number = whole_number(trimmed(text));
    if (!number) return false;
    said["cls"] = std::to_string(*number);
    return true;
}

bool LabelColumns::Less::operator()(const std::string& a, const std::string& b) const {
    const auto number_a = whole_number(a), number_b = whole_number(b);
    if (number_a && number_b && *number_a != *number_b) return *number_a < *number_b;
    if (number_a.has_value() != number_b.has_value()) return number_a.has_value();
    return a < b;
}

void LabelColumns::learn(const SaidLabels& said) {
    for (const auto& [column, word] : said) {
        if (words_.size() >= kMaxLabelColumns && !words_.contains(column)) continue;
        auto& words = words_[column];
        // One more than allowed tells that there are too many.
        if (words.size() <= kMaxFewWords) words.insert(word);
    }
}

std::vector<LabelColumn> LabelColumns::columns() const {
    std::vector<LabelColumn> columns;
    for (const auto& [name, words] : words_) {
        if (words.size() <= kMaxFewWords)
            columns.push_back({name, std::vector<std::string>(words.begin(), words.end())});
    }
    return columns;
}

void LabelColumns::append(const SaidLabels& said, std::vector<std::int16_t>& values) {
    if (values_.empty()) {
        for (const LabelColumn& column : columns()) {
            auto& [name, numbers] = values_.emplace_back();
            name = column.name;
            for (std::size_t i = 0; i < column.words.size(); ++i)
                numbers[column.words[i]] = static_cast<std::int16_t>(i);
        }
    }
    for (const auto& [name, numbers] : values_) {
        const auto word = said.find(name);
        const auto number = word == said.end() ? numbers.end() : numbers.find(word->second);
        values.push_back(number == numbers.end() ? kNoLabel : number->second);
    }
}

}  // namespace zscope
