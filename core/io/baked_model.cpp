// SPDX-License-Identifier: MIT
#include "core/io/baked_model.h"

#include <fmt/format.h>

#include "core/io/model_card.h"
#include "core/io/model_export.h"
#include "core/io/model_id.h"
#include "core/surgery/baking.h"

namespace zscope {

ModelSnapshot baked_model(const ModelSnapshot& model, const EditRecipe& recipe) {
    check_fits(recipe, model.generator);
    ModelSnapshot baked = bake_edits(model, recipe.edits);
    baked.id_raw = model_id(baked.raw);
    if (baked.ema) baked.id_ema = model_id(*baked.ema);
    const std::string what = recipe.name.empty() ? "edits" : recipe.name;
    baked.name = fmt::format("{}, {}", model.name, what);
    baked.provenance = fmt::format(
        "{}{}zscope baked edits of feature maps into it: {}; made from {}", model.provenance,
        model.provenance.empty() ? "" : "; ", what, shown_id(model, Weights::automatic));
    return baked;
}

std::string write_baked(const ModelSnapshot& baked, const EditRecipe& recipe,
                        const nlohmann::ordered_json& measured, const std::string& licence,
                        const std::filesystem::path& path) {
    write_model(baked, path);
    CardFacts facts;
    facts.part = "model";
    facts.file = path.filename().string();
    facts.id = shown_id(baked, Weights::automatic);
    facts.licence = licence;
    nlohmann::ordered_json card = model_card(baked, facts);
    card["edits"] = to_json(recipe);
    if (!measured.is_null()) card["effect_of_edits"] = measured;
    write_model_card(path, card);
    return facts.id;
}

}  // namespace zscope
