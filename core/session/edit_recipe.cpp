// SPDX-License-Identifier: MIT
#include "core/session/edit_recipe.h"

#include <fmt/format.h>

#include "core/base/error.h"
#include "core/session/json_format.h"
#include "core/session/json_parts.h"

namespace zscope {

using nlohmann::json;

namespace {

std::string text_of(const std::vector<EditRecipe::BlockShape>& blocks) {
    std::string text;
    for (const EditRecipe::BlockShape& block : blocks) {
        text += fmt::format("{}{} maps of {}×{}", text.empty() ? "" : ", ", block.units, block.size,
                            block.size);
    }
    return text;
}

void check_edit_fits(const Edit& edit, const std::vector<EditRecipe::BlockShape>& blocks,
                     const std::string& where) {
    if (edit.block < 1 || edit.block > std::ssize(blocks)) {
        fail("{}: there is no block {} among {}", where, edit.block, blocks.size());
    }
    const EditRecipe::BlockShape& shape = blocks[static_cast<std::size_t>(edit.block - 1)];
    if (edit.units) {
        for (const std::int64_t unit : *edit.units) {
            if (unit >= 0 && unit < shape.units) continue;
            fail("{}: block {} has units 0 to {}, not {}", where, edit.block, shape.units - 1,
                 unit);
        }
    }
    if (edit.mask && edit.mask->size != shape.size) {
        fail("{}: its region is of {}×{} cells, the maps of block {} have {}×{}", where,
             edit.mask->size, edit.mask->size, edit.block, shape.size, shape.size);
    }
}

EditRecipe::BlockShape read_shape(const json& input, const std::string& where) {
    JsonReader reader(input, where);
    EditRecipe::BlockShape shape;
    reader.required("units", shape.units);
    reader.required("size", shape.size);
    reader.finish();
    return shape;
}

}  // namespace

std::vector<EditRecipe::BlockShape> block_shapes(const Architecture& generator) {
    std::vector<EditRecipe::BlockShape> blocks;
    for (std::size_t block = 1; block <= generator.blocks.size(); ++block)
        blocks.push_back({generator.blocks[block - 1].out, generator.map_size(block)});
    return blocks;
}

void check_fits(const EditRecipe& recipe, const Architecture& generator) {
    const auto blocks = block_shapes(generator);
    if (recipe.blocks == blocks) return;
    fail("the edits \"{}\" are for a generator of other blocks: theirs are {}; this model has {}",
         recipe.name, text_of(recipe.blocks), text_of(blocks));
}

json to_json(const EditRecipe& recipe) {
    json blocks = json::array();
    for (const EditRecipe::BlockShape& block : recipe.blocks)
        blocks.push_back({{"units", block.units}, {"size", block.size}});
    json output{{"format", kEditRecipeFormat},
                {"version", kEditRecipeVersion},
                {"name", recipe.name},
                {"blocks", std::move(blocks)},
                {"edits", write_all(recipe.edits)}};
    if (!recipe.model_id.empty()) output["model"] = recipe.model_id;
    return output;
}

EditRecipe edit_recipe_from_json(const json& input, std::string_view source) {
    const std::string where(source);
    JsonReader reader(input, where);
    require_format(reader, where, "edits", kEditRecipeFormat, kEditRecipeVersion);
    EditRecipe recipe;
    reader.required("name", recipe.name);
    reader.optional("model", recipe.model_id);
    recipe.blocks = JsonReader::list<EditRecipe::BlockShape>(reader.need("blocks"),
                                                             reader.path("blocks"), read_shape);
    recipe.edits = JsonReader::list<Edit>(reader.need("edits"), reader.path("edits"), read_edit);
    reader.finish();
    for (std::size_t i = 0; i < recipe.edits.size(); ++i)
        check_edit_fits(recipe.edits[i], recipe.blocks, fmt::format("{}: edits[{}]", where, i));
    return recipe;
}

}  // namespace zscope
