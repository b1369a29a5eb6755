// SPDX-License-Identifier: MIT
#pragma once

#include <filesystem>

#include "core/session/edit_recipe.h"

namespace zscope {

// Whether a JSON file says that it holds edits. An Error if it is no JSON.
bool is_edits_file(const std::filesystem::path& path);

// A file of edits (session/edit_recipe.h). Errors name the file and what is wrong with it.
EditRecipe read_edits(const std::filesystem::path& path);
void write_edits(const std::filesystem::path& path, const EditRecipe& recipe);

}  // namespace zscope
