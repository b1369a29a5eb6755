// SPDX-License-Identifier: MIT
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace zscope::app {

// The word that `typed` most likely stands for: the one with the fewest letters put in, left out,
// changed or swapped, if these are few against its length; else one that it is the beginning of;
// else empty. Pure.
std::string nearest_word(std::string_view typed, const std::vector<std::string>& words);

}  // namespace zscope::app
