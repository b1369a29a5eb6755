// SPDX-License-Identifier: MIT
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <vector>

namespace zscope {

// One thing that a data set says of each of its images: its class, or whether somebody smiles.
struct LabelColumn {
    std::string name;                // "class", "Smiling"
    std::vector<std::string> words;  // value k means words[k]: "cat"; "no", "yes"
    bool operator==(const LabelColumn&) const = default;
};

inline constexpr std::int16_t kNoLabel = -1;
inline constexpr std::size_t kMaxLabelColumns = 1000;
inline constexpr std::size_t kMaxLabelWords = 32767;  // of a column: what an int16_t counts

struct DataLabels {
    std::vector<LabelColumn> columns;
    std::vector<std::int16_t> values;  // (images, columns); kNoLabel where nothing is said

    std::int16_t at(std::int64_t image, std::size_t column) const {
        return values[static_cast<std::size_t>(image) * columns.size() + column];
    }
};

}  // namespace zscope
