// SPDX-License-Identifier: MIT
#include "core/session/recipe_json.h"

#include <array>
#include <string>
#include <vector>

#include "core/base/error.h"
#include "core/latent/direction_json.h"
#include "core/session/json_reader.h"
#include "core/session/session_json.h"

namespace zscope {

using nlohmann::json;

namespace {

constexpr const char* kFormat = "zscope-recipe";
constexpr EnumNames<RecipeTool, 9> kTools{{{RecipeTool::sample, "sample"},
                                           {RecipeTool::samples, "samples"},
                                           {RecipeTool::interpolate, "interpolate"},
                                           {RecipeTool::calculate, "calculate"},
                                           {RecipeTool::directions, "directions"},
                                           {RecipeTool::path, "path"},
                                           {RecipeTool::sheet, "sheet"},
                                           {RecipeTool::walk, "walk"},
                                           {RecipeTool::before_after, "before-after"}}};
constexpr EnumNames<Weights, 3> kWeights{
    {{Weights::automatic, "auto"}, {Weights::raw, "raw"}, {Weights::ema, "ema"}}};

// JSON is UTF-8; a path or a name may hold any bytes, and is for people.
std::string utf8(const std::string& text) {
    return json::parse(json(text).dump(-1, ' ', false, json::error_handler_t::replace))
        .get<std::string>();
}

// What is as a new session has it is left out.
json write_part(const Session& part) {
    const json plain = to_json(Session{});
    json output = to_json(part);
    for (auto item = output.begin(); item != output.end();) {
        const auto same = plain.find(item.key());
        const bool drop = item.key() != "version" && same != plain.end() && *same == item.value();
        item = drop ? output.erase(item) : std::next(item);
    }
    output.erase("model");
    return output;
}

json write_layout(const RecipeLayout& layout) {
    json output{{"columns", layout.columns}, {"rows", layout.rows},   {"images", layout.images},
                {"gap", layout.gap},         {"scale", layout.scale}, {"spread", layout.spread},
                {"control", layout.control}};
    if (layout.fps != 0.0) output["fps"] = layout.fps;  // an older zscope reads still pictures
    return output;
}

RecipeLayout read_layout(const json& input, const std::string& where) {
    JsonReader reader(input, where);
    RecipeLayout layout;
    reader.optional("columns", layout.columns);
    reader.optional("rows", layout.rows);
    reader.optional("images", layout.images);
    reader.optional("gap", layout.gap);
    reader.optional("scale", layout.scale);
    reader.optional("spread", layout.spread);
    reader.optional("control", layout.control);
    reader.optional("fps", layout.fps);
    reader.finish();
    return layout;
}

RecipeModel read_model(const json& input, const std::string& where) {
    JsonReader reader(input, where);
    RecipeModel model;
    reader.required("id", model.id);
    reader.required("name", model.name);
    reader.choice("weights", kWeights, model.weights);
    reader.optional("path", model.path);
    reader.finish();
    return model;
}

KeptDirection read_kept(const json& input, const std::string& where) {
    JsonReader reader(input, where);
    KeptDirection kept;
    reader.required("id", kept.id);
    kept.direction = direction_from_json(reader.need("direction"), where + ": direction");
    reader.finish();
    return kept;
}

// As apply() takes them: what a file says must not make a walk of 10^18 steps.
void clamp_part(Session& part) {
    clamp(part.calculate);
    clamp(part.path);
    clamp(part.sheet);
    clamp(part.walk);
    clamp(part.directions);
}

Recipe read(const json& input) {
    JsonReader reader(input, "recipe");
    std::string format;
    std::int64_t version = 0;
    reader.required("format", format);
    if (format != kFormat) fail("it is a \"{}\", not a \"{}\"", format, kFormat);
    reader.required("version", version);
    if (version != kRecipeVersion) {
        fail("a recipe of version {}; this zscope reads version {}: take a newer zscope", version,
             kRecipeVersion);
    }
    Recipe recipe;
    reader.need("tool");
    reader.choice("tool", kTools, recipe.tool);
    recipe.model = read_model(reader.need("model"), "model");
    recipe.session = session_from_json(reader.need("session"));
    clamp_part(recipe.session);
    recipe.samples = JsonReader::list<Sample>(
        reader.need("samples"), "samples",
        [](const json& item, const std::string&) { return sample_from_json(item); });
    if (const json* directions = reader.take("directions"))
        recipe.directions = JsonReader::list<KeptDirection>(*directions, "directions", read_kept);
    if (const json* layout = reader.take("layout")) recipe.layout = read_layout(*layout, "layout");
    reader.optional("arithmetic", recipe.arithmetic);
    reader.finish();
    return recipe;
}

}  // namespace

json to_json(const Recipe& recipe) {
    json samples = json::array(), directions = json::array();
    for (const Sample& sample : recipe.samples)
        samples.push_back(to_json(sample));
    for (const KeptDirection& kept : recipe.directions)
        directions.push_back(
            {{"id", kept.id}, {"direction", json(direction_to_json(kept.direction))}});
    json output{{"format", kFormat},
                {"version", kRecipeVersion},
                {"tool", name_of(kTools, recipe.tool)},
                {"model",
                 {{"id", recipe.model.id},
                  {"name", utf8(recipe.model.name)},
                  {"weights", name_of(kWeights, recipe.model.weights)},
                  {"path", utf8(recipe.model.path)}}},
                {"session", write_part(recipe.session)},
                {"samples", std::move(samples)},
                {"layout", write_layout(recipe.layout)},
                {"arithmetic", recipe.arithmetic}};
    if (!directions.empty()) output["directions"] = std::move(directions);
    return output;
}

Recipe recipe_from_json(const json& input, std::string_view source) {
    Recipe recipe;
    try {
        recipe = read(input);
    } catch (const Error& error) {
        fail("{}: {}", source, error.what());
    }
    check_recipe(recipe, source);
    return recipe;
}

}  // namespace zscope
