// SPDX-License-Identifier: MIT
#pragma once

#include <nlohmann/json.hpp>

#include <string>

#include "core/session/action.h"
#include "core/session/sample.h"
#include "core/session/session.h"

namespace zscope {

// Versioned ("version": 1). Reading is strict about types and names: an unknown action, key or
// enumerator is an Error that names it. Round trips are exact, floats included.
nlohmann::json to_json(const Session& session);
nlohmann::json to_json(const Action& action);
nlohmann::json to_json(const Sample& sample);
nlohmann::json to_json(const ModelRef& model);
Session session_from_json(const nlohmann::json& json);
Action action_from_json(const nlohmann::json& json);
Sample sample_from_json(const nlohmann::json& json);
ModelRef model_ref_from_json(const nlohmann::json& json);

}  // namespace zscope
