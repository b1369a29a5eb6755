// SPDX-License-Identifier: MIT
#include "core/surgery/ranking_json.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <set>

#include "core/base/error.h"
#include "core/session/json_format.h"

namespace zscope {

using nlohmann::json;
using nlohmann::ordered_json;

namespace {

constexpr std::string_view kFormat = "zscope-units";

ordered_json ranking_json(const UnitRanking& ranking) {
    ordered_json units = ordered_json::array();
    for (const RankedUnit& unit : ranking.units) {
        units.push_back(
            {{"unit", unit.unit},
             {"score", unit.score},
             {"activation", ranking.activation.at(static_cast<std::size_t>(unit.unit))}});
    }
    ordered_json output{
        {"name", ranking.name},     {"block", ranking.block},   {"method", word_of(ranking.method)},
        {"images", ranking.images}, {"inside", ranking.inside}, {"outside", ranking.outside}};
    if (ranking.accuracy) output["accuracy"] = *ranking.accuracy;
    output["units"] = std::move(units);
    return output;
}

struct ReadUnit {
    RankedUnit ranked;
    double activation = 0.0;
};

UnitRanking read_ranking(const json& input, const std::string& where) {
    JsonReader reader(input, where);
    UnitRanking ranking;
    std::string method;
    reader.required("name", ranking.name);
    reader.required("block", ranking.block);
    reader.required("method", method);
    ranking.method = rank_method_of(method);
    reader.optional("images", ranking.images);
    reader.optional("inside", ranking.inside);
    reader.optional("outside", ranking.outside);
    reader.optional("accuracy", ranking.accuracy);
    const auto units = JsonReader::list<ReadUnit>(reader.need("units"), reader.path("units"),
                                                  [](const json& item, const std::string& at) {
                                                      JsonReader each(item, at);
                                                      ReadUnit unit;
                                                      each.required("unit", unit.ranked.unit);
                                                      each.required("score", unit.ranked.score);
                                                      each.required("activation", unit.activation);
                                                      each.finish();
                                                      return unit;
                                                  });
    reader.finish();
    ranking.activation.resize(units.size());
    std::set<std::int64_t> seen;
    for (const ReadUnit& unit : units) {
        const std::int64_t number = unit.ranked.unit;
        if (number < 0 || number >= std::ssize(units) || !seen.insert(number).second) {
            fail("{}: units must be 0 to {}, each once; there is {}", where, units.size() - 1,
                 number);
        }
        ranking.units.push_back(unit.ranked);
        ranking.activation[static_cast<std::size_t>(number)] = unit.activation;
    }
    return ranking;
}

ordered_json figure(const Estimate& e) {
    if (!e.known()) return nullptr;
    return ordered_json::array({e.value, e.low, e.high});
}

ordered_json effect_json(const EditEffect& effect) {
    return {{"left", figure(effect.left)},          {"before", figure(effect.before)},
            {"after", figure(effect.after)},        {"inside", figure(effect.inside)},
            {"outside", figure(effect.outside)},    {"d_change", figure(effect.d_change)},
            {"diversity", figure(effect.diversity)}};
}

ordered_json or_null(double value) {
    if (std::isnan(value)) return nullptr;
    return value;
}

}  // namespace

ordered_json rankings_to_json(const std::vector<UnitRanking>& rankings, const std::string& model) {
    ordered_json output{{"format", kFormat}, {"version", kRankingsVersion}, {"model", model}};
    output["rankings"] = ordered_json::array();
    for (const UnitRanking& ranking : rankings)
        output["rankings"].push_back(ranking_json(ranking));
    return output;
}

std::vector<UnitRanking> rankings_from_json(const json& input, std::string_view source) {
    const std::string where(source);
    JsonReader reader(input, where);
    std::string model;
    require_format(reader, where, "ranked units", kFormat, kRankingsVersion);
    reader.optional("model", model);
    auto rankings = JsonReader::list<UnitRanking>(reader.need("rankings"), reader.path("rankings"),
                                                  read_ranking);
    reader.finish();
    return rankings;
}

ordered_json report_to_json(const EffectReport& report) {
    ordered_json output{{"name", report.name},
                        {"judge", report.judge},
                        {"block", report.block},
                        {"images", report.images},
                        {"drawn", report.drawn},
                        {"units", report.units},
                        {"edit", effect_json(report.edit)}};
    if (report.controls > 0) {
        output["controls"] = report.controls;
        output["control"] = effect_json(report.control);
    }
    for (const PlaceShare& kind : report.place) {
        output["place"].push_back({{"key", kind.key},
                                   {"before", kind.before},
                                   {"after", kind.after},
                                   {"control", kind.control}});
    }
    for (const SideEffect& side : report.sides) {
        output["sides"].push_back(
            {{"key", side.key}, {"edit", or_null(side.edit)}, {"control", or_null(side.control)}});
    }
    for (const EffectPoint& point : report.curve) {
        output["curve"].push_back({{"units", point.units},
                                   {"left", figure(point.left)},
                                   {"control", figure(point.control_left)}});
    }
    output["verdict"] = verdict_text(report);
    if (!report.note.empty()) output["note"] = report.note;
    return output;
}

}  // namespace zscope
