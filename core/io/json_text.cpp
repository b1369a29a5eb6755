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
    } catch (const nlohmann::json::parse_error& problem) {
        // Its own words quote what it read, which may be bytes that are no text.
        fail("{}: not valid JSON in UTF-8 (near its byte {})", source, problem.byte);
    } catch (const nlohmann::json::exception&) {
        fail("{}: not valid JSON", source);
    }
}

}  // namespace zscope
