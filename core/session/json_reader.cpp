// SPDX-License-Identifier: MIT
#include "core/session/json_reader.h"

#include <fmt/ranges.h>

#include <algorithm>
#include <cmath>
#include <limits>

namespace zscope {

JsonReader::JsonReader(const nlohmann::json& json, std::string where)
    : json_(json), where_(std::move(where)) {
    if (!json_.is_object()) refuse(json_, where_, "an object");
}

const nlohmann::json* JsonReader::take(const char* key) {
    known_.emplace_back(key);
    const auto found = json_.find(key);
    return found == json_.end() ? nullptr : &*found;
}

const nlohmann::json& JsonReader::need(const char* key) {
    const nlohmann::json* const found = take(key);
    if (found == nullptr) fail("{}: the key \"{}\" is missing", where_, key);
    return *found;
}

void JsonReader::finish() const {
    for (const auto& [key, value] : json_.items()) {
        if (std::ranges::find(known_, key) != known_.end()) continue;
        fail("{}: unknown key \"{}\"; known: {}", where_, key, fmt::join(known_, ", "));
    }
}

std::string JsonReader::path(std::string_view key) const {
    return fmt::format("{}: {}", where_, key);
}

void JsonReader::refuse(const nlohmann::json& json, const std::string& where, const char* wanted) {
    std::string shown = json.dump(-1, ' ', true, nlohmann::json::error_handler_t::replace);
    if (shown.size() > 60) shown = shown.substr(0, 57) + "...";
    fail("{} must be {}, not {}", where, wanted, shown);
}

void JsonReader::read(const nlohmann::json& json, const std::string& where, bool& value) {
    if (!json.is_boolean()) refuse(json, where, "true or false");
    value = json.get<bool>();
}

void JsonReader::read(const nlohmann::json& json, const std::string& where, std::int64_t& value) {
    constexpr auto kMax = static_cast<std::uint64_t>(std::numeric_limits<std::int64_t>::max());
    const bool fits = json.is_number_integer() &&
                      !(json.is_number_unsigned() && json.get<std::uint64_t>() > kMax);
    if (!fits) refuse(json, where, "a whole number");
    value = json.get<std::int64_t>();
}

void JsonReader::read(const nlohmann::json& json, const std::string& where, std::uint64_t& value) {
    const bool fits =
        json.is_number_unsigned() || (json.is_number_integer() && json.get<std::int64_t>() >= 0);
    if (!fits) refuse(json, where, "a whole number from 0");
    value = json.get<std::uint64_t>();
}

void JsonReader::read(const nlohmann::json& json, const std::string& where, double& value) {
    if (!json.is_number()) refuse(json, where, "a number");
    value = json.get<double>();
    if (!std::isfinite(value)) refuse(json, where, "a finite number");
}

void JsonReader::read(const nlohmann::json& json, const std::string& where, float& value) {
    double wide = 0.0;
    read(json, where, wide);
    if (std::abs(wide) > static_cast<double>(std::numeric_limits<float>::max())) {
        refuse(json, where, "a number within single precision");
    }
    value = static_cast<float>(wide);
}

void JsonReader::read(const nlohmann::json& json, const std::string& where, std::string& value) {
    if (!json.is_string()) refuse(json, where, "a text");
    value = json.get<std::string>();
}

}  // namespace zscope
