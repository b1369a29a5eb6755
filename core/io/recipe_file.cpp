// SPDX-License-Identifier: MIT
#include "core/io/recipe_file.h"

#include <string>

#include "core/base/error.h"
#include "core/io/clips/clip_text.h"
#include "core/io/file_write.h"
#include "core/io/image_codec.h"
#include "core/io/json_text.h"
#include "core/io/png_text.h"
#include "core/session/recipe_json.h"

namespace zscope {

namespace {

constexpr std::size_t kMostPng = std::size_t{256} << 20, kMostJson = std::size_t{64} << 20;
constexpr std::size_t kMostClip = std::size_t{1} << 31;

std::string_view text_of(const std::vector<std::byte>& bytes) {
    return {reinterpret_cast<const char*>(bytes.data()), bytes.size()};
}

Recipe in_text(const std::string& text, const std::string& name) {
    const std::string where = name + ": the recipe in it is damaged";
    return recipe_from_json(parse_json_text(text, where), name);
}

std::optional<Recipe> in_png(const std::filesystem::path& path) {
    const std::string name = path.string();
    std::optional<std::string> text;
    try {
        text = read_png_text(read_file(path, kMostPng), kRecipeKeyword);
    } catch (const Error& error) {
        const std::string_view why = error.what();
        if (why.find(name) != std::string_view::npos) throw;
        fail("{}: {}", name, why);
    }
    if (!text) return std::nullopt;
    return in_text(*text, name);
}

std::optional<Recipe> in_clip(const std::filesystem::path& path) {
    const std::optional<std::string> text = read_clip_text(read_file(path, kMostClip));
    if (!text) return std::nullopt;
    return in_text(*text, path.string());
}

}  // namespace

std::optional<Recipe> find_recipe(const std::filesystem::path& path) {
    constexpr std::size_t kSniffed = 64;
    const std::vector<std::byte> begin = read_file_begin(path, kSniffed);
    if (is_png(begin)) return in_png(path);
    if (is_gif(begin) || is_webp(begin)) return in_clip(path);
    const std::size_t first = text_of(begin).find_first_not_of(" \t\r\n");
    if (first == std::string_view::npos || text_of(begin)[first] != '{') return std::nullopt;
    if (path.extension() != ".json") return std::nullopt;
    const std::string name = path.string();
    const nlohmann::json json = parse_json_text(text_of(read_file(path, kMostJson)), name);
    const auto format = json.find("format");
    const bool ours = format != json.end() && *format == "zscope-recipe";
    return ours ? std::optional(recipe_from_json(json, name)) : std::nullopt;
}

Recipe read_recipe(const std::filesystem::path& path) {
    if (std::optional<Recipe> recipe = find_recipe(path)) return *std::move(recipe);
    fail(
        "{}: there is no recipe in it; zscope puts one into each PNG, GIF and WebP that it writes "
        "of samples and tools, unless another program has taken it out since",
        path.string());
}

std::string recipe_text(const Recipe& recipe) {
    return to_json(recipe).dump(-1, ' ', true);
}

void write_png(const std::filesystem::path& path, const ImageRgba8& image, const Recipe& recipe) {
    write_png_with_recipe(path, image, recipe_text(recipe));
}

void write_png_with_recipe(const std::filesystem::path& path, const ImageRgba8& image,
                           const std::string& recipe_text) {
    const std::vector<std::uint8_t> file =
        with_png_text(encode_png(image), kRecipeKeyword, recipe_text);
    const std::span<const std::byte> parts[] = {std::as_bytes(std::span(file))};
    write_file_atomically(path, parts);
}

void write_recipe(const std::filesystem::path& path, const Recipe& recipe) {
    write_file_atomically(path, to_json(recipe).dump(1) + "\n");
}

}  // namespace zscope
