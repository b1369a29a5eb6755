// SPDX-License-Identifier: MIT
#pragma once

#include <nlohmann/json.hpp>

#include <array>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <type_traits>
#include <utility>
#include <vector>

#include "core/base/error.h"

namespace zscope {

// The texts of an enumeration in JSON.
template <class Enum, std::size_t Count>
using EnumNames = std::array<std::pair<Enum, const char*>, Count>;

template <class Enum, std::size_t Count>
const char* name_of(const EnumNames<Enum, Count>& names, Enum value) {
    for (const auto& [candidate, name] : names) {
        if (candidate == value) return name;
    }
    return "";
}

// Strict reading of one JSON object: values of exactly the right type, and finish() refuses keys
// that nobody asked for. `where` names the object in messages: "interpolate.set".
// Errors are zscope::Error: "interpolate.set: t must be a number, not \"half\"".
class JsonReader {
  public:
    JsonReader(const nlohmann::json& json, std::string where);

    // `value` keeps what it holds if the key is not there. T: bool, std::int64_t, std::uint64_t,
    // double, float, std::string, std::optional or std::vector of such.
    template <class T>
    void optional(const char* key, T& value) {
        if (const nlohmann::json* found = take(key)) read(*found, path(key), value);
    }
    template <class T>
    void required(const char* key, T& value) {
        read(need(key), path(key), value);
    }
    // Null if the key is not there; the caller reads what is behind it. `need` fails instead.
    const nlohmann::json* take(const char* key);
    const nlohmann::json& need(const char* key);
    // One of the names; `value` keeps what it holds if the key is not there.
    template <class Enum, std::size_t Count>
    void choice(const char* key, const EnumNames<Enum, Count>& names, Enum& value) {
        const nlohmann::json* const found = take(key);
        if (found == nullptr) return;
        std::string text;
        read(*found, path(key), text);
        std::string known;
        for (const auto& [candidate, name] : names) {
            if (text == name) {
                value = candidate;
                return;
            }
            known += known.empty() ? name : std::string(", ") + name;
        }
        fail("{}: unknown value \"{}\"; known: {}", path(key), text, known);
    }
    void finish() const;
    std::string path(std::string_view key) const;

    static void read(const nlohmann::json& json, const std::string& where, bool& value);
    static void read(const nlohmann::json& json, const std::string& where, std::int64_t& value);
    static void read(const nlohmann::json& json, const std::string& where, std::uint64_t& value);
    static void read(const nlohmann::json& json, const std::string& where, double& value);
    static void read(const nlohmann::json& json, const std::string& where, float& value);
    static void read(const nlohmann::json& json, const std::string& where, std::string& value);
    template <class T>
    static void read(const nlohmann::json& json, const std::string& where,
                     std::optional<T>& value) {
        read(json, where, value.emplace());
    }
    template <class T>
    static void read(const nlohmann::json& json, const std::string& where, std::vector<T>& value) {
        value = list<T>(json, where, [](const nlohmann::json& item, const std::string& at) {
            T element{};
            read(item, at, element);
            return element;
        });
    }
    // Reads each element of an array with `element(json, where)`.
    template <class T, class Element>
    static std::vector<T> list(const nlohmann::json& json, const std::string& where,
                               Element element) {
        if (!json.is_array()) refuse(json, where, "a list");
        std::vector<T> result;
        result.reserve(json.size());
        for (std::size_t i = 0; i < json.size(); ++i) {
            result.push_back(element(json[i], fmt::format("{}[{}]", where, i)));
        }
        return result;
    }

  private:
    [[noreturn]] static void refuse(const nlohmann::json& json, const std::string& where,
                                    const char* wanted);
    const nlohmann::json& json_;
    std::string where_;
    std::vector<std::string> known_;
};

}  // namespace zscope
