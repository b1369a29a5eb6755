// SPDX-License-Identifier: MIT
#include "core/io/data/celeba_labels.h"

#include <algorithm>
#include <utility>

#include "core/base/error.h"

namespace zscope {

namespace {

bool is_gap(char c) {
    return c == ' ' || c == '\t' || c == ',' || c == '\r';
}

std::vector<std::string_view> words_of(std::string_view line) {
    std::vector<std::string_view> words;
    for (std::size_t at = 0; at < line.size();) {
        while (at < line.size() && is_gap(line[at]))
            ++at;
        std::size_t end = at;
        while (end < line.size() && !is_gap(line[end]))
            ++end;
        if (end > at) words.push_back(line.substr(at, end - at));
        at = end;
    }
    return words;
}

class Lines {
  public:
    explicit Lines(std::string_view text) : rest_(text) {}
    // The words of the next line that has any; none at the end.
    std::vector<std::string_view> next() {
        while (!rest_.empty()) {
            const std::size_t end = std::min(rest_.find('\n'), rest_.size());
            auto words = words_of(rest_.substr(0, end));
            rest_.remove_prefix(std::min(end + 1, rest_.size()));
            ++number_;
            if (!words.empty()) return words;
        }
        return {};
    }
    std::size_t number() const { return number_; }

  private:
    std::string_view rest_;
    std::size_t number_ = 0;
};

bool is_number(std::string_view word) {
    return !word.empty() &&
           std::all_of(word.begin(), word.end(), [](char c) { return c >= '0' && c <= '9'; });
}

std::int16_t value_of(std::string_view word, const std::string& source, std::size_t line) {
    if (word == "1") return 1;
    if (word == "-1" || word == "0") return 0;
    fail("{}, line {}: \"{}\" where 1 or -1 must stand", source, line,
         word.substr(0, std::min<std::size_t>(word.size(), 20)));
}

}  // namespace

AttributeTable parse_attributes(std::string_view text, const std::string& source) {
    Lines lines(text);
    auto words = lines.next();
    if (words.size() == 1 && is_number(words[0])) words = lines.next();
    if (!words.empty() && words[0] == "image_id") words.erase(words.begin());
    if (words.empty() || words.size() > kMaxLabelColumns) {
        fail("{}: the names of the attributes are not there: it is no list of CelebA's", source);
    }
    AttributeTable table;
    for (const std::string_view name : words)
        table.columns.push_back({std::string(name), {"no", "yes"}});
    for (words = lines.next(); !words.empty(); words = lines.next()) {
        if (words.size() != table.columns.size() + 1) {
            fail("{}, line {}: {} values for {} attributes: the file is cut off or damaged", source,
                 lines.number(), words.size() - 1, table.columns.size());
        }
        std::vector<std::int16_t> row;
        row.reserve(table.columns.size());
        for (std::size_t i = 1; i < words.size(); ++i)
            row.push_back(value_of(words[i], source, lines.number()));
        table.rows.insert_or_assign(std::string(words[0]), std::move(row));
    }
    return table;
}

}  // namespace zscope
