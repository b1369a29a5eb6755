// SPDX-License-Identifier: MIT
#pragma once

#include <filesystem>
#include <optional>
#include <string>

#include "core/image/image.h"
#include "core/session/recipe.h"

namespace zscope {

inline constexpr const char* kRecipeKeyword = "zscope";  // of the text in a PNG

// The recipe in a PNG, GIF or WebP that zscope wrote, or of a .json file; nullopt where the file is
// whole and holds none (another PNG, another kind of file). A damaged one is an Error that names
// the file.
std::optional<Recipe> find_recipe(const std::filesystem::path& path);
// The same; none at all is an Error that says what such a file would be.
Recipe read_recipe(const std::filesystem::path& path);

// As files carry it: JSON in ASCII.
std::string recipe_text(const Recipe& recipe);

// Atomic, as file_write.h says.
void write_png_with_recipe(const std::filesystem::path& path, const ImageRgba8& image,
                           const std::string& recipe_text);
void write_png(const std::filesystem::path& path, const ImageRgba8& image, const Recipe& recipe);
void write_recipe(const std::filesystem::path& path, const Recipe& recipe);

}  // namespace zscope
