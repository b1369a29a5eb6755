// SPDX-License-Identifier: MIT
#pragma once

#include <nlohmann/json.hpp>

#include <string>
#include <vector>

#include "core/session/json_reader.h"
#include "core/session/session.h"

namespace zscope {

// What the JSON of sessions and that of actions share: the enumerators' names, and the values that
// both hold. Reading is strict, as session_json.h says.
inline constexpr EnumNames<InterpolationMode, 2> kModeNames{
    {{InterpolationMode::slerp, "slerp"}, {InterpolationMode::lerp, "lerp"}}};

nlohmann::json write_json(const EquationTerm& term);
nlohmann::json write_json(const Edit& edit);
nlohmann::json write_json(const MapMask& mask);  // the cells as one text of 0 and 1, row by row
EquationTerm read_term(const nlohmann::json& json, const std::string& where);
Edit read_edit(const nlohmann::json& json, const std::string& where);
MapMask read_mask(const nlohmann::json& json, const std::string& where);

template <class T>
nlohmann::json write_all(const std::vector<T>& items) {
    nlohmann::json output = nlohmann::json::array();
    for (const T& item : items)
        output.push_back(write_json(item));
    return output;
}

}  // namespace zscope
