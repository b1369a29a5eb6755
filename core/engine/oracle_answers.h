// SPDX-License-Identifier: MIT
#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>
#include <optional>
#include <span>
#include <stop_token>
#include <string>
#include <string_view>
#include <vector>

#include "core/engine/oracle.h"
#include "core/engine/sampling.h"
#include "core/model/edit.h"
#include "core/statistics/answers.h"

namespace zscope {

// What an oracle answers to its world's yes/no questions about N images.
struct AttributeAnswers {
    std::int64_t count = 0;         // N
    std::vector<std::string> keys;  // of the attributes, A; angles are left out
    std::vector<float> logits;      // (N, A)
    std::vector<Answer> answers;    // (N, A), by the oracle's limits

    // The place of `key` among the keys; nullopt: it is not asked.
    std::optional<std::size_t> column(std::string_view key) const;
    float logit(std::size_t row, std::size_t column) const;
    Answer answer(std::size_t row, std::size_t column) const;
};

// A reading's yes/no attributes, by the oracle's limits. Pure.
AttributeAnswers answers_of(const World& world, std::span<const AnswerLimits> limits,
                            const OracleReading& reading);

// About the images of z (N, inputs), in reference arithmetic. An Error when stopped. Runs on the
// calling thread, for seconds: a job's.
AttributeAnswers ask_oracle(Oracle& oracle, Sampler& sampler, std::span<const float> z,
                            std::span<const Edit> edits, const std::stop_token& stop = {},
                            const std::function<void(double share)>& done = {});

}  // namespace zscope
