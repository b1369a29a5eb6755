// SPDX-License-Identifier: MIT
#pragma once

#include <nlohmann/json.hpp>

#include <string_view>

#include "core/session/recipe.h"

namespace zscope {

inline constexpr int kRecipeVersion = 1;

// {"format": "zscope-recipe", "version": 1, "tool", "model": {"id", "name", "weights", "path"},
// "session": {the parts that the tool needs}, "samples": [with their z], "directions": [{"id",
// "direction"}], "layout", "arithmetic"}. Round trips are exact, floats included.
nlohmann::json to_json(const Recipe& recipe);

// Strict: another format or version, an unknown key, an id that stands for nothing, a layout beyond
// its limits is an Error that begins with `source`.
Recipe recipe_from_json(const nlohmann::json& json, std::string_view source);

}  // namespace zscope
