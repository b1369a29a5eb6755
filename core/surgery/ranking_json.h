// SPDX-License-Identifier: MIT
#pragma once

#include <nlohmann/json.hpp>

#include <string>
#include <string_view>
#include <vector>

#include "core/surgery/edit_effect.h"
#include "core/surgery/unit_ranking.h"

namespace zscope {

inline constexpr int kRankingsVersion = 1;

// {"format": "zscope-units", "version": 1, "model", "rankings": [{"name", "block", "method",
// "accuracy", "images", "inside", "outside", "units": [{"unit", "score", "activation"}]}]}, the
// most telling unit first. `model`: the id of the weights.
nlohmann::ordered_json rankings_to_json(const std::vector<UnitRanking>& rankings,
                                        const std::string& model);
// Read strictly; an Error begins with `source`.
std::vector<UnitRanking> rankings_from_json(const nlohmann::json& input, std::string_view source);

// Every figure of a report; an interval is [value, low, high], null where it is not known.
nlohmann::ordered_json report_to_json(const EffectReport& report);

}  // namespace zscope
