// SPDX-License-Identifier: MIT
#pragma once

#include <nlohmann/json.hpp>

#include <string>
#include <vector>

#include "core/config/train_config.h"

namespace zscope {

nlohmann::json config_to_json(const TrainConfig& config);

struct ParsedConfig {
    TrainConfig config;
    std::vector<std::string> warnings;  // unknown keys, one sentence each
};
// Keys left out keep their default. A value of the wrong type or out of range is an Error that
// names `source` (the file), the key and what is allowed.
ParsedConfig config_from_json(const nlohmann::json& json, const std::string& source);

// The first thing that is wrong, as a sentence; empty if the configuration can be used.
std::string validate(const TrainConfig& config);

}  // namespace zscope
