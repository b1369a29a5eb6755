// SPDX-License-Identifier: MIT
#include "core/config/config_json.h"

#include <fmt/ranges.h>

#include <algorithm>
#include <limits>
#include <set>

#include "core/base/error.h"

namespace zscope {

namespace {

// Weights, gradient, Adam's two moments and the average take 4 bytes each: beyond this many
// parameters a run needs more than 20 GB before its first image.
constexpr std::int64_t kMaxParameters = 1'000'000'000;

std::string allowed(const IntRange& range) {
    return fmt::format("a whole number from {} to {}", range.min, range.max);
}
std::string allowed(const RealRange& range) {
    return fmt::format("a number from {} to {}", range.min, range.max);
}
std::string allowed(const OneOf& limits) {
    return fmt::format("one of {}", fmt::join(limits.choices, ", "));
}

bool within(std::int64_t value, const IntRange& range) {
    return value >= range.min && value <= range.max;
}
bool within(double value, const RealRange& range) {  // false for NaN
    return value >= range.min && value <= range.max;
}
bool within(const std::string& value, const OneOf& limits) {
    return std::ranges::find(limits.choices, value) != limits.choices.end();
}
bool within(std::int64_t value, const OneOf& limits) {
    return within(std::to_string(value), limits);
}

// Each takes the value if the JSON has its type; a whole number may stand for a real one.
bool take(const nlohmann::json& json, std::int64_t& value) {
    if (!json.is_number_integer()) return false;
    if (json.is_number_unsigned() &&
        json.get<std::uint64_t>() >
            static_cast<std::uint64_t>(std::numeric_limits<std::int64_t>::max())) {
        return false;
    }
    value = json.get<std::int64_t>();
    return true;
}
bool take(const nlohmann::json& json, double& value) {
    if (!json.is_number()) return false;
    value = json.get<double>();
    return true;
}
bool take(const nlohmann::json& json, std::string& value) {
    if (!json.is_string()) return false;
    value = json.get<std::string>();
    return true;
}

// As JSON shows it, short enough for a message and whatever its bytes are.
std::string shown(const nlohmann::json& json) {
    std::string text = json.dump(-1, ' ', true, nlohmann::json::error_handler_t::replace);
    if (text.size() > 60) text = text.substr(0, 57) + "...";
    return text;
}

std::string first_out_of_range(const TrainConfig& config) {
    std::string problem;
    visit_fields(config, [&](const char* key, const auto& value, const auto& limits, const char*,
                             const char*) {
        if (problem.empty() && !within(value, limits)) {
            problem = fmt::format("{} is {}; it must be {}", key, value, allowed(limits));
        }
    });
    return problem;
}

}  // namespace

nlohmann::json config_to_json(const TrainConfig& config) {
    nlohmann::json json = nlohmann::json::object();
    visit_fields(config, [&json](const char* key, const auto& value, const auto&, const char*,
                                 const char*) { json[key] = value; });
    return json;
}

ParsedConfig config_from_json(const nlohmann::json& json, const std::string& source) {
    if (!json.is_object()) {
        fail("{}: the configuration must be an object of keys and values, not {}", source,
             shown(json));
    }
    ParsedConfig parsed;
    std::set<std::string> known;
    visit_fields(parsed.config, [&](const char* key, auto& value, const auto& limits, const char*,
                                    const char*) {
        known.insert(key);
        const auto found = json.find(key);
        if (found == json.end()) return;
        if (!take(*found, value) || !within(value, limits)) {
            fail("{}: {} is {}; it must be {}", source, key, shown(*found), allowed(limits));
        }
    });
    for (const auto& [key, value] : json.items()) {
        if (known.contains(key)) continue;
        parsed.warnings.push_back(
            fmt::format("{}: the key {} is unknown and was left out.", source, shown(key)));
    }
    const std::string problem = validate(parsed.config);
    if (!problem.empty()) fail("{}: {}", source, problem);
    return parsed;
}

std::string validate(const TrainConfig& config) {
    const std::string problem = first_out_of_range(config);
    if (!problem.empty()) return problem;
    if (config.kernels == "reference" && config.precision == "bf16") {
        return "the reference kernels compute in fp32: with kernels reference, precision must be "
               "fp32 or auto, not bf16";
    }
    const std::int64_t parameters = dcgan_generator(config.shape()).parameters() +
                                    dcgan_discriminator(config.shape()).parameters();
    if (parameters > kMaxParameters) {
        return fmt::format(
            "the two networks would have {} million parameters, and at most {} million are "
            "allowed: lower ngf, ndf or nz, or set max_width",
            parameters / 1'000'000, kMaxParameters / 1'000'000);
    }
    return {};
}

}  // namespace zscope
