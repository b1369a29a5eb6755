// SPDX-License-Identifier: MIT
#include "core/io/json_text.h"

#include "core/base/error.h"

namespace zscope {

nlohmann::json parse_json_text(std::string_view text, std::string_view source) {
    constexpr int kMaxDepth = 16;
    const auto shallow = [&](int depth, nlohmann::json::parse_event_t, nlohmann::json&) {
        if (depth > kMaxDepth) fail("{}: JSON nested too deeply", source);
        return true;
    };
    try {
        return nlohmann::json::parse(text.begin(), text.end(), shallow);
    } catch (const nlohmann::json::exception& problem) {
        fail("{}: not valid JSON: {}", source, problem.what());
    }
}

}  // namespace zscope
