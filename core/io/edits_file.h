// SPDX-License-Identifier: MIT
#pragma once

#include <filesystem>

#include "core/session/edit_recipe.h"

namespace zscope {

// A file of edits (session/edit_recipe.h). Errors name the file and what is wrong with it.
EditRecipe read_edits(const std::filesystem::path& path);
void write_edits(const std::filesystem::path& path, const EditRecipe& recipe);

}  // namespace zscope
