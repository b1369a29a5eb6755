// SPDX-License-Identifier: MIT
#pragma once

#include <nlohmann/json.hpp>

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "core/model/architecture.h"
#include "core/model/edit.h"

namespace zscope {

// Edits with a name, to be kept in a file and opened on other checkpoints of the same shape.
struct EditRecipe {
    struct BlockShape {
        std::int64_t units = 0;
        std::int64_t size = 0;  // of its maps
        bool operator==(const BlockShape&) const = default;
    };
    std::string name;                // "no windows"
    std::string model_id;            // that they were made on; only to say so
    std::vector<BlockShape> blocks;  // that they are for
    std::vector<Edit> edits;
    bool operator==(const EditRecipe&) const = default;
};
inline constexpr int kEditRecipeVersion = 1;
inline constexpr std::string_view kEditRecipeFormat = "zscope-edits";

std::vector<EditRecipe::BlockShape> block_shapes(const Architecture& generator);

// An Error says what fits what, unless the edits' blocks are those of `generator`. Pure.
void check_fits(const EditRecipe& recipe, const Architecture& generator);

// {"format": "zscope-edits", "version": 1, "name", "model", "blocks": [{"units", "size"}], "edits":
// [as in a Session]}. Read strictly: an unknown key, another version, a unit or a mask that the
// blocks do not have is an Error that begins with `source`.
nlohmann::json to_json(const EditRecipe& recipe);
EditRecipe edit_recipe_from_json(const nlohmann::json& input, std::string_view source);

}  // namespace zscope
