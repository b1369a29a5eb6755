// SPDX-License-Identifier: MIT
#pragma once

#include <filesystem>
#include <nlohmann/json.hpp>
#include <string>

#include "core/model/snapshot.h"
#include "core/session/edit_recipe.h"

namespace zscope {

// A generator with edits in its weights (surgery/baking.h), under ids of its own; its provenance
// says what was done to which model. An Error names the edit that cannot be baked.
ModelSnapshot baked_model(const ModelSnapshot& model, const EditRecipe& recipe);

// Writes it to `path` in zscope's own form, and its model card beside it, which holds the edits
// and, where there are some, the figures of what they do (`measured`: report_to_json, or null).
// Returns the id of the weights that are shown.
std::string write_baked(const ModelSnapshot& baked, const EditRecipe& recipe,
                        const nlohmann::ordered_json& measured, const std::string& licence,
                        const std::filesystem::path& path);

}  // namespace zscope
