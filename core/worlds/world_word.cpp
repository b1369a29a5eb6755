// SPDX-License-Identifier: MIT
#include "core/worlds/world_word.h"

#include <algorithm>
#include <charconv>
#include <optional>
#include <system_error>
#include <utility>

#include "core/base/error.h"

namespace zscope {
namespace {

constexpr std::int64_t kMostImages = 100'000'000;

template <class Number>
std::optional<Number> number(std::string_view text) {
    Number value{};
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
    if (error != std::errc{} || end != text.data() + text.size()) return std::nullopt;
    return value;
}

// "key=value"; both sides not empty.
std::pair<std::string_view, std::string_view> halves(std::string_view part) {
    const auto at = part.find('=');
    if (at == std::string_view::npos || at == 0 || at + 1 == part.size()) {
        fail("\"{}\": expected KEY=VALUE, such as count=50000, smile=1 or hat~man=0.8", part);
    }
    return {part.substr(0, at), part.substr(at + 1)};
}

double real(std::string_view part, std::string_view value) {
    const auto parsed = number<double>(value);
    if (!parsed || !(*parsed >= -1e6 && *parsed <= 1e6))
        fail("\"{}\": {} is not a number", part, value);
    return *parsed;
}

void add_part(WorldWord& word, std::string_view part) {
    const auto [key, value] = halves(part);
    if (key == "count") {
        const auto count = number<std::int64_t>(value);
        if (!count || *count < 1 || *count > kMostImages) {
            fail("\"{}\": the number of images must lie in 1…{}", part, kMostImages);
        }
        word.count = *count;
    } else if (key == "seed") {
        const auto seed = number<std::uint64_t>(value);
        if (!seed) fail("\"{}\": a seed is a whole number, 0 or more", part);
        word.options.seed = *seed;
    } else if (key.find('~') != std::string_view::npos) {
        word.options.correlations.push_back(parse_correlation(part));
    } else {
        word.options.fixed.push_back(parse_fixed(part));
    }
}

}  // namespace

Correlation parse_correlation(std::string_view text) {
    const auto [link, value] = halves(text);
    const auto at = link.find('~');
    if (at == std::string_view::npos || at == 0 || at + 1 == link.size()) {
        fail("\"{}\": expected TARGET~GIVEN=STRENGTH, such as hat~man=0.8", text);
    }
    return {std::string(link.substr(0, at)), std::string(link.substr(at + 1)), real(text, value)};
}

FixedAttribute parse_fixed(std::string_view text) {
    const auto [key, value] = halves(text);
    return {std::string(key), real(text, value)};
}

WorldWord parse_world_word(std::string_view text) {
    if (!text.starts_with(kWorldPrefix)) fail("\"{}\" does not begin with \"world:\"", text);
    std::string_view rest = text.substr(kWorldPrefix.size());
    const auto cut = [&rest] {
        const auto comma = rest.find(',');
        const std::string_view part = rest.substr(0, comma);
        rest = comma == std::string_view::npos ? std::string_view{} : rest.substr(comma + 1);
        return part;
    };
    WorldWord word;
    word.world = &find_world(cut());
    while (!rest.empty())
        add_part(word, cut());
    check_world_options(*word.world, word.options);
    return word;
}

std::string world_word(const WorldWord& word) {
    std::string text = fmt::format("{}{}", kWorldPrefix, word.world->name());
    if (word.count != kWorldImages) text += fmt::format(",count={}", word.count);
    if (word.options.seed != 0) text += fmt::format(",seed={}", word.options.seed);
    auto links = word.options.correlations;
    std::sort(links.begin(), links.end(),
              [](const Correlation& a, const Correlation& b) { return a.target < b.target; });
    for (const Correlation& link : links) {
        text += fmt::format(",{}~{}={}", link.target, link.given, link.strength);
    }
    // Of two values for one key the first counts.
    auto held = word.options.fixed;
    std::stable_sort(
        held.begin(), held.end(),
        [](const FixedAttribute& a, const FixedAttribute& b) { return a.key < b.key; });
    held.erase(std::unique(
                   held.begin(), held.end(),
                   [](const FixedAttribute& a, const FixedAttribute& b) { return a.key == b.key; }),
               held.end());
    for (const FixedAttribute& fixed : held)
        text += fmt::format(",{}={}", fixed.key, fixed.value);
    return text;
}

}  // namespace zscope
