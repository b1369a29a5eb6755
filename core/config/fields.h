// SPDX-License-Identifier: MIT
#pragma once

#include <cstdint>
#include <string_view>
#include <vector>

namespace zscope {

// What a field of the configuration may hold. A visitor is called as
//     visitor(key, value, limits, unit, help)
// with one of the limits below; JSON, command line, ImGui editor and validation are all visitors.
struct IntRange {
    std::int64_t min, max;
};
struct RealRange {
    double min, max;
    bool logarithmic = false;  // how a slider moves
};
struct OneOf {  // for text fields and for integers that know only a few values
    std::vector<std::string_view> choices;
};

}  // namespace zscope
