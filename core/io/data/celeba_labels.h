// SPDX-License-Identifier: MIT
#pragma once

#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "core/io/data/data_labels.h"

namespace zscope {

// What list_attr_celeba.txt says: of each file name one value a column (0 no, 1 yes).
struct AttributeTable {
    std::vector<LabelColumn> columns;
    std::unordered_map<std::string, std::vector<std::int16_t>> rows;
};

// Parses CelebA's list of attributes: the number of rows, the names, then "000001.jpg -1 1 …", one
// image a line (Liu, Luo, Wang, Tang 2015); also its form with commas, whose first line is
// "image_id,Smiling,…". A line that does not fit is an Error that names `source` and the line.
// Pure.
AttributeTable parse_attributes(std::string_view text, const std::string& source);

}  // namespace zscope
