// SPDX-License-Identifier: MIT
#pragma once

#include <cstdint>
#include <map>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "core/io/data/data_labels.h"

namespace zscope {

// What a record's label files say: column → word. The words of "cls" are its numbers.
using SaidLabels = std::map<std::string, std::string>;

// Reads the text of a WebDataset label file into `said`: "cls" is one whole number, "json" an
// object whose whole numbers, booleans and short texts at the top are labels. False if the text is
// not that. Pure; never throws for damaged text.
bool read_label_file(std::string_view extension, std::string_view text, SaidLabels& said);

// Makes columns of what the records say, in two passes: learn() of all, then append() of each.
// A column with more different words than kMaxFewWords (a caption, an address) is no label.
inline constexpr std::size_t kMaxFewWords = 1000;
class LabelColumns {
  public:
    void learn(const SaidLabels& said);
    // Numbers in numeric order, else words in alphabetical order.
    std::vector<LabelColumn> columns() const;
    // One value a column, in the order of columns().
    void append(const SaidLabels& said, std::vector<std::int16_t>& values);

  private:
    struct Less {  // numbers by value, before words
        bool operator()(const std::string& a, const std::string& b) const;
    };
    std::map<std::string, std::set<std::string, Less>> words_;
    std::vector<std::pair<std::string, std::map<std::string, std::int16_t>>> values_;
};

}  // namespace zscope
