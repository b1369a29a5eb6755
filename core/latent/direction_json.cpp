// SPDX-License-Identifier: MIT
#include "core/latent/direction_json.h"

#include <cmath>
#include <set>

#include "core/base/error.h"
#include "core/latent/interpolate.h"
#include "core/session/json_reader.h"

namespace zscope {
namespace {

constexpr const char* kFormat = "zscope-directions";
constexpr double kUnitTolerance = 1e-3;

constexpr EnumNames<DirectionMethod, 5> kMethods{{{DirectionMethod::difference, "difference"},
                                                  {DirectionMethod::logistic, "logistic"},
                                                  {DirectionMethod::regression, "regression"},
                                                  {DirectionMethod::sefa, "sefa"},
                                                  {DirectionMethod::pca, "pca"}}};

nlohmann::ordered_json figures_to_json(const DirectionFigures& figures) {
    nlohmann::ordered_json json = {{"samples", figures.samples},
                                   {"yes", figures.yes},
                                   {"no", figures.no},
                                   {"unsure", figures.unsure},
                                   {"length", figures.length}};
    if (figures.check) json["check"] = *figures.check;
    if (figures.separation) json["separation"] = *figures.separation;
    return json;
}

DirectionFigures figures_from_json(const nlohmann::json& json, const std::string& where) {
    JsonReader reader(json, where);
    DirectionFigures figures;
    reader.required("samples", figures.samples);
    reader.required("yes", figures.yes);
    reader.required("no", figures.no);
    reader.required("unsure", figures.unsure);
    reader.required("length", figures.length);
    reader.optional("check", figures.check);
    reader.optional("separation", figures.separation);
    reader.finish();
    if (figures.samples < 0 || figures.yes < 0 || figures.no < 0 || figures.unsure < 0 ||
        figures.length < 0.0) {
        fail("{}: a number is below 0", where);
    }
    return figures;
}

}  // namespace

nlohmann::ordered_json direction_to_json(const Direction& direction) {
    nlohmann::ordered_json json = {{"name", direction.name}, {"method", word_of(direction.method)}};
    if (!direction.attribute.empty()) json["attribute"] = direction.attribute;
    if (!direction.world.empty()) json["world"] = direction.world;
    if (direction.block != 0) json["block"] = direction.block;
    json["model"] = direction.model_id;
    json["nz"] = direction.nz();
    json["prior"] = direction.prior;
    if (!direction.orthogonal_to.empty()) json["orthogonal_to"] = direction.orthogonal_to;
    json["figures"] = figures_to_json(direction.figures);
    json["vector"] = direction.vector;
    return json;
}

Direction direction_from_json(const nlohmann::json& json, const std::string& where) {
    JsonReader reader(json, where);
    Direction direction;
    std::int64_t nz = 0;
    reader.required("name", direction.name);
    (void)reader.need("method");
    reader.choice("method", kMethods, direction.method);
    reader.optional("attribute", direction.attribute);
    reader.optional("world", direction.world);
    reader.optional("block", direction.block);
    reader.required("model", direction.model_id);
    reader.required("nz", nz);
    reader.required("prior", direction.prior);
    reader.optional("orthogonal_to", direction.orthogonal_to);
    direction.figures = figures_from_json(reader.need("figures"), where + ": figures");
    reader.required("vector", direction.vector);
    reader.finish();
    if (direction.name.empty()) fail("{}: the name is empty", where);
    if (direction.prior != "normal" && direction.prior != "uniform")
        fail("{}: prior must be normal or uniform, not \"{}\"", where, direction.prior);
    if (direction.nz() != nz || nz < 1)
        fail("{}: vector has {} numbers, and nz is {}", where, direction.nz(), nz);
    if (std::abs(norm(direction.vector) - 1.0) > kUnitTolerance)
        fail("{}: vector must be of length 1, not {:.4f}", where, norm(direction.vector));
    return direction;
}

nlohmann::ordered_json directions_to_json(std::span<const Direction> directions) {
    nlohmann::ordered_json list = nlohmann::ordered_json::array();
    for (const Direction& direction : directions)
        list.push_back(direction_to_json(direction));
    return {{"format", kFormat}, {"version", kDirectionsVersion}, {"directions", std::move(list)}};
}

std::vector<Direction> directions_from_json(const nlohmann::json& json, std::string_view source) {
    const std::string where(source);
    JsonReader reader(json, where);
    std::string format;
    std::int64_t version = 0;
    reader.required("format", format);
    if (format != kFormat) fail("{}: its format is \"{}\", not {}", where, format, kFormat);
    reader.required("version", version);
    if (version != kDirectionsVersion) {
        fail(
            "{}: version {} of the format, and this zscope reads version {}: it was written by "
            "another zscope",
            where, version, kDirectionsVersion);
    }
    auto directions = JsonReader::list<Direction>(
        reader.need("directions"), fmt::format("{}: directions", where), direction_from_json);
    reader.finish();
    if (directions.empty()) fail("{}: there are no directions in it", where);
    std::set<std::string> names;
    for (const Direction& direction : directions) {
        if (!names.insert(direction.name).second)
            fail("{}: the name \"{}\" is there twice", where, direction.name);
    }
    return directions;
}

}  // namespace zscope
