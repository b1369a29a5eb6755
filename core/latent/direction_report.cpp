// SPDX-License-Identifier: MIT
#include "core/latent/direction_report.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>

namespace zscope {
namespace {

std::string percent_text(const Estimate& e) {
    if (!e.known()) return "-";
    return fmt::format("{:.1f} [{:.1f}, {:.1f}] %", 100.0 * e.value, 100.0 * e.low, 100.0 * e.high);
}

std::string number_text(const Estimate& e, const char* unit) {
    if (!e.known()) return "-";
    return fmt::format("{:+.2f} [{:+.2f}, {:+.2f}]{}", e.value, e.low, e.high, unit);
}

std::string success_text(const DirectionScore& score, const Estimate& e) {
    return score.degrees ? number_text(e, " deg") : percent_text(e);
}

std::string label_of(const DirectionScore& score) {
    return fmt::format("{}{}{}", score.removal ? "no " : "", score.direction,
                       score.orthogonal_to.empty() ? "" : " _|_");
}

// All attributes that any score looked at, in the judge's order: each score leaves out its target,
// which takes its place behind the one that stands before it in another score.
std::vector<std::string> keys_of(std::span<const DirectionScore> scores) {
    std::vector<std::string> keys;
    for (const DirectionScore& score : scores) {
        if (score.strengths.empty()) continue;
        auto place = keys.begin();
        for (const AttributeEffect& other : score.strengths.front().others) {
            const auto found = std::find(keys.begin(), keys.end(), other.key);
            place = found != keys.end() ? found + 1 : keys.insert(place, other.key) + 1;
        }
    }
    return keys;
}

std::string side_effect_text(const StrengthEffect& effect, const std::string& key) {
    for (const AttributeEffect& other : effect.others) {
        if (other.key != key) continue;
        const Compared& changed = other.changed;
        if (!changed.direction.known()) return "-";
        if (other.degrees)
            return fmt::format("{:.1f}/{:.1f} deg", changed.direction.value, changed.control.value);
        return fmt::format("{:.1f}/{:.1f}", 100.0 * changed.direction.value,
                           100.0 * changed.control.value);
    }
    return "";  // its own target
}

std::string side_effect_table(std::span<const DirectionScore> scores) {
    const std::vector<std::string> keys = keys_of(scores);
    std::string text = fmt::format("{:<20} {:>5}", "what else changed, %", "");
    for (const std::string& key : keys)
        text += fmt::format(" {:>12}", key);
    for (const DirectionScore& score : scores) {
        for (const StrengthEffect& effect : score.strengths) {
            text += fmt::format("\n{:<20} {:>5.1f}", label_of(score), effect.strength);
            for (const std::string& key : keys)
                text += fmt::format(" {:>12}", side_effect_text(effect, key));
        }
    }
    return text + "\n";
}

nlohmann::ordered_json to_json(const Estimate& e) {
    if (!e.known()) return nullptr;
    return {{"value", e.value}, {"low", e.low}, {"high", e.high}, {"count", e.count}};
}

nlohmann::ordered_json to_json(const Compared& c) {
    nlohmann::ordered_json json = {{"direction", to_json(c.direction)},
                                   {"control", to_json(c.control)}};
    if (c.difference.known()) json["difference"] = to_json(c.difference);
    return json;
}

nlohmann::ordered_json to_json(const StrengthEffect& effect) {
    nlohmann::ordered_json others = nlohmann::ordered_json::array();
    for (const AttributeEffect& other : effect.others) {
        others.push_back({{"attribute", other.key},
                          {"unit", other.degrees ? "degrees" : "share"},
                          {"changed", to_json(other.changed)},
                          {"before", to_json(other.before)},
                          {"after", to_json(other.after)}});
    }
    return {{"strength", effect.strength},
            {"success", to_json(effect.success)},
            {"image_change", to_json(effect.image_change)},
            {"d_change", to_json(effect.d_change)},
            {"others", std::move(others)}};
}

nlohmann::ordered_json to_json(const ArithmeticOutcome& outcome) {
    return {{"wanted", to_json(outcome.wanted)},
            {"carrier", to_json(outcome.carrier)},
            {"kept", to_json(outcome.kept)},
            {"all", to_json(outcome.all)}};
}

}  // namespace

std::string score_table(std::span<const DirectionScore> scores) {
    std::string text = fmt::format("{:<20} {:>5} {:>5} {:>24} {:>24} {:>13} {:>30}\n", "", "step",
                                   "n", "success [95 %]", "random direction", "levels of 255",
                                   "D's logit, against random");
    for (const DirectionScore& score : scores) {
        for (const StrengthEffect& effect : score.strengths) {
            text += fmt::format("{:<20} {:>5.1f} {:>5} {:>24} {:>24} {:>13} {:>30}\n",
                                label_of(score), effect.strength, score.count,
                                success_text(score, effect.success.direction),
                                success_text(score, effect.success.control),
                                fmt::format("{:.1f}/{:.1f}", effect.image_change.direction.value,
                                            effect.image_change.control.value),
                                number_text(effect.d_change.difference, ""));
        }
    }
    return text + "\n" + side_effect_table(scores);
}

nlohmann::ordered_json score_to_json(std::span<const DirectionScore> scores) {
    nlohmann::ordered_json list = nlohmann::ordered_json::array();
    for (const DirectionScore& score : scores) {
        nlohmann::ordered_json strengths = nlohmann::ordered_json::array();
        for (const StrengthEffect& effect : score.strengths)
            strengths.push_back(to_json(effect));
        list.push_back({{"direction", score.direction},
                        {"method", score.method},
                        {"attribute", score.attribute},
                        {"unit", score.degrees ? "degrees" : "share"},
                        {"removal", score.removal},
                        {"orthogonal_to", score.orthogonal_to},
                        {"count", score.count},
                        {"drawn", score.drawn},
                        {"strengths", std::move(strengths)}});
    }
    return list;
}

std::string arithmetic_table(const ArithmeticScore& score) {
    std::string text = fmt::format(
        "mean({0}, no {1}) - mean(no {0}, no {1}) + mean(no {0}, {1}): {2} draws, {3} per term, "
        "picked from {4}, {5} and {6} of {7} samples\n",
        score.wanted, score.carrier, score.draws, score.exemplars, score.pool[0], score.pool[1],
        score.pool[2], score.samples);
    text += fmt::format("{:<20} {:>24} {:>24} {:>24} {:>24}\n", "", score.wanted,
                        "still " + score.carrier, "others kept", "all of these");
    const auto line = [&](const char* name, const ArithmeticOutcome& outcome) {
        text += fmt::format("{:<20} {:>24} {:>24} {:>24} {:>24}\n", name,
                            percent_text(outcome.wanted), percent_text(outcome.carrier),
                            percent_text(outcome.kept), percent_text(outcome.all));
    };
    line("third term alone", score.base);
    line("the equation", score.result);
    line("random step", score.control);
    return text;
}

nlohmann::ordered_json arithmetic_to_json(const ArithmeticScore& score) {
    return {{"wanted", score.wanted},
            {"carrier", score.carrier},
            {"without", score.without},
            {"exemplars", score.exemplars},
            {"draws", score.draws},
            {"samples", score.samples},
            {"pool", {score.pool[0], score.pool[1], score.pool[2]}},
            {"base", to_json(score.base)},
            {"result", to_json(score.result)},
            {"control", to_json(score.control)}};
}

}  // namespace zscope
