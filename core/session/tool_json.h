// SPDX-License-Identifier: MIT
#pragma once

#include <nlohmann/json.hpp>

#include <string>

#include "core/session/json_reader.h"
#include "core/session/tool_states.h"

namespace zscope {

// The states of tools as JSON: all members by name. Reading is strict, as session_json.h says; a
// key that is left out keeps the default.
nlohmann::json write_json(const CalculateState& state);
nlohmann::json write_json(const PathState& state);
nlohmann::json write_json(const SheetState& state);
nlohmann::json write_json(const WalkState& state);
nlohmann::json write_json(const DirectionsState& state);
nlohmann::json write_json(const TickState& state);
nlohmann::json write_json(const OperateState& state);

// Takes the state's keys from an object whose other keys the caller reads.
void read_keys(JsonReader& reader, CalculateState& state);
void read_keys(JsonReader& reader, PathState& state);
void read_keys(JsonReader& reader, SheetState& state);
void read_keys(JsonReader& reader, WalkState& state);
void read_keys(JsonReader& reader, DirectionsState& state);
void read_keys(JsonReader& reader, TickState& state);
void read_keys(JsonReader& reader, OperateState& state);

}  // namespace zscope
