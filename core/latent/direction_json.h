// SPDX-License-Identifier: MIT
#pragma once

#include <nlohmann/json.hpp>
#include <string>
#include <string_view>
#include <vector>

#include "core/latent/direction.h"

namespace zscope {

inline constexpr int kDirectionsVersion = 1;

// {"format": "zscope-directions", "version": 1, "directions": [{"name", "method", "attribute",
// "world", "block", "model", "nz", "prior", "orthogonal_to", "figures", "vector"}]}; what is empty
// or not known is left out.
nlohmann::ordered_json directions_to_json(std::span<const Direction> directions);

// One of them, as it stands in that list.
nlohmann::ordered_json direction_to_json(const Direction& direction);
Direction direction_from_json(const nlohmann::json& json, const std::string& where);

// The same, read strictly: another version, an unknown key, a vector of another length than nz, or
// of another length than 1 (to 1e-3), a name that is there twice, is an Error that begins with
// `source`.
std::vector<Direction> directions_from_json(const nlohmann::json& json, std::string_view source);

}  // namespace zscope
