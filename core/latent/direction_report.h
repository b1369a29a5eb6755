// SPDX-License-Identifier: MIT
#pragma once

#include <nlohmann/json.hpp>
#include <span>
#include <string>

#include "core/latent/arithmetic_trial.h"
#include "core/latent/direction_effect.h"

namespace zscope {

// Scores as text for people and as JSON for programs. Pure.

// A line for each direction and strength with what should change, the control beside it and 95 %
// intervals; then what else changed, attribute by attribute, "direction/control" in percent.
std::string score_table(std::span<const DirectionScore> scores);
// An estimate is {"value", "low", "high", "count"}; null where nothing was counted.
nlohmann::ordered_json score_to_json(std::span<const DirectionScore> scores);

std::string arithmetic_table(const ArithmeticScore& score);
nlohmann::ordered_json arithmetic_to_json(const ArithmeticScore& score);

}  // namespace zscope
