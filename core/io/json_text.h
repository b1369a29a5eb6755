// SPDX-License-Identifier: MIT
#pragma once

#include <nlohmann/json.hpp>
#include <string_view>

namespace zscope {

// Parses JSON from a file; of a key that is there twice the last value counts. More than 16 levels
// or anything malformed is an Error that names `source`. Thread-safe.
nlohmann::json parse_json_text(std::string_view text, std::string_view source);

}  // namespace zscope
