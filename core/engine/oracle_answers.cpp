// SPDX-License-Identifier: MIT
#include "core/engine/oracle_answers.h"

#include <algorithm>

namespace zscope {

namespace {

constexpr std::size_t kPiece = 32;  // images between two looks at `stop`

}  // namespace

std::optional<std::size_t> AttributeAnswers::column(std::string_view key) const {
    const auto found = std::ranges::find(keys, key);
    if (found == keys.end()) return std::nullopt;
    return static_cast<std::size_t>(found - keys.begin());
}

float AttributeAnswers::logit(std::size_t row, std::size_t column) const {
    return logits[row * keys.size() + column];
}

Answer AttributeAnswers::answer(std::size_t row, std::size_t column) const {
    return answers[row * keys.size() + column];
}

AttributeAnswers answers_of(const World& world, std::span<const AnswerLimits> limits,
                            const OracleReading& reading) {
    AttributeAnswers result;
    result.count = reading.count;
    const auto attributes = world.attributes();
    const auto yes_no = [&](std::size_t k) {
        return attributes[k].kind == WorldAttribute::Kind::yes_no;
    };
    for (std::size_t k = 0; k < attributes.size(); ++k) {
        if (yes_no(k)) result.keys.emplace_back(attributes[k].key);
    }
    for (std::size_t row = 0; row < static_cast<std::size_t>(reading.count); ++row) {
        for (std::size_t k = 0; k < attributes.size(); ++k) {
            if (!yes_no(k)) continue;
            const float logit = reading.values[row * attributes.size() + k];
            result.logits.push_back(logit);
            result.answers.push_back(answer_of(logit, limits[k]));
        }
    }
    return result;
}

AttributeAnswers ask_oracle(Oracle& oracle, Sampler& sampler, std::span<const float> z,
                            std::span<const Edit> edits, const std::stop_token& stop,
                            const std::function<void(double share)>& done) {
    const std::size_t piece = kPiece * static_cast<std::size_t>(sampler.model().generator.inputs());
    OracleReading all;
    for (std::size_t first = 0; first < z.size(); first += piece) {
        const auto rows = z.subspan(first, std::min(piece, z.size() - first));
        const OracleReading part = oracle.read(sampler.images(rows, edits, stop), stop);
        all.count += part.count;
        all.values.insert(all.values.end(), part.values.begin(), part.values.end());
        if (done) done(static_cast<double>(first + rows.size()) / static_cast<double>(z.size()));
    }
    return answers_of(oracle.world(), oracle.limits(), all);
}

}  // namespace zscope
