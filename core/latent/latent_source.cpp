// SPDX-License-Identifier: MIT
#include "core/latent/latent_source.h"

#include <fmt/format.h>

#include <charconv>
#include <cmath>
#include <optional>
#include <system_error>

#include "core/base/error.h"

namespace zscope {

namespace {

constexpr std::string_view kEnding = ".safetensors";

// The whole text as a number, or nullopt.
template <class Number>
std::optional<Number> number_of(std::string_view text) {
    Number value{};
    const auto read = std::from_chars(text.data(), text.data() + text.size(), value);
    if (read.ec != std::errc() || read.ptr != text.data() + text.size()) return std::nullopt;
    return value;
}

std::int64_t row_of(std::string_view text, std::string_view whole) {
    const auto row = number_of<std::int64_t>(text);
    if (!row || *row < 0 || *row >= kMostSourceRows) {
        fail("{}: a row is a whole number from 0 to {}, not \"{}\"", whole, kMostSourceRows - 1,
             text);
    }
    return *row;
}

FileSource file_of(std::string_view text, std::string_view whole) {
    if (text.ends_with(kEnding)) return {std::string(text), 0};
    const std::size_t colon = text.rfind(':');
    return {std::string(text.substr(0, colon)), row_of(text.substr(colon + 1), whole)};
}

bool names_a_file(std::string_view text) {
    const std::size_t colon = text.rfind(':');
    return text.ends_with(kEnding) ||
           (colon != std::string_view::npos && text.substr(0, colon).ends_with(kEnding));
}

SeedSource seed_of(std::string_view text, std::string_view whole) {
    const std::size_t colon = text.find(':');
    const auto seed = number_of<std::uint64_t>(text.substr(0, colon));
    if (!seed) {
        fail(
            "{}: not a latent; write a seed (7), a row of one (7:3, or 7:3/1000 of a thousand), or "
            "FILE.safetensors:ROW, each with *WEIGHT behind it if wished",
            whole);
    }
    if (colon == std::string_view::npos) return {*seed, 0, 1};
    const std::string_view rest = text.substr(colon + 1);
    const std::size_t slash = rest.find('/');
    SeedSource source{*seed, row_of(rest.substr(0, slash), whole), kSourceRows};
    if (slash != std::string_view::npos) {
        const auto count = number_of<std::int64_t>(rest.substr(slash + 1));
        if (!count || *count < 1 || *count > kMostSourceRows)
            fail("{}: the number of rows is from 1 to {}", whole, kMostSourceRows);
        source.count = *count;
    }
    if (source.row >= source.count) {
        fail("{}: seed {} is taken to draw {} rows, 0 to {}; write {}:{}/COUNT for more", whole,
             *seed, source.count, source.count - 1, *seed, source.row);
    }
    return source;
}

}  // namespace

WeightedSource parse_latent_source(std::string_view text) {
    WeightedSource parsed;
    const std::size_t star = text.rfind('*');
    std::string_view name = text;
    if (star != std::string_view::npos) {
        const auto weight = number_of<double>(text.substr(star + 1));
        if (!weight || !std::isfinite(*weight)) fail("{}: the weight behind * is no number", text);
        parsed.weight = *weight;
        name = text.substr(0, star);
    }
    if (names_a_file(name)) {
        parsed.source = file_of(name, text);
    } else {
        parsed.source = seed_of(name, text);
    }
    return parsed;
}

std::string text_of(const LatentSource& source) {
    if (const auto* seed = std::get_if<SeedSource>(&source)) {
        if (seed->row == 0 && seed->count == 1) return fmt::format("{}", seed->seed);
        if (seed->count == kSourceRows) return fmt::format("{}:{}", seed->seed, seed->row);
        return fmt::format("{}:{}/{}", seed->seed, seed->row, seed->count);
    }
    if (const auto* file = std::get_if<FileSource>(&source))
        return fmt::format("{}:{}", file->path, file->row);
    return fmt::format("a z of {} numbers", std::get<ValueSource>(source).z.size());
}

}  // namespace zscope
