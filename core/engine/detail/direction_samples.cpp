// SPDX-License-Identifier: MIT
#include "core/engine/detail/direction_samples.h"

#include "core/latent/direction_fit.h"

namespace zscope::detail {

SampleSplit split_samples(const JudgedSamples& samples, const Judge& judge, std::size_t attribute) {
    constexpr std::size_t kEvery = 5;
    const std::size_t width = judge.attributes.size();
    const auto count = static_cast<std::size_t>(samples.count);
    const std::size_t nz = samples.z.size() / count;
    const JudgedAttribute& of = judge.attributes[attribute];
    SampleSplit split;
    split.figures.samples = samples.count;
    for (std::size_t i = 0; i < count; ++i) {
        const bool rest = i % kEvery == kEvery - 1;
        auto& z = rest ? split.rest_z : split.fit_z;
        const auto row = samples.z.begin() + static_cast<std::ptrdiff_t>(i * nz);
        z.insert(z.end(), row, row + static_cast<std::ptrdiff_t>(nz));
        const float value = samples.values[i * width + attribute];
        if (of.degrees) {
            (rest ? split.rest_values : split.fit_values).push_back(value);
            continue;
        }
        const Answer answer = answer_of(value, of.limits);
        (rest ? split.rest_answers : split.fit_answers).push_back(answer);
        split.figures.yes += answer == Answer::yes ? 1 : 0;
        split.figures.no += answer == Answer::no ? 1 : 0;
        split.figures.unsure += answer == Answer::unsure ? 1 : 0;
    }
    return split;
}

void check_on_rest(Direction& direction, const SampleSplit& split, bool degrees) {
    direction.figures.check.reset();
    direction.figures.separation.reset();
    if (degrees) {
        direction.figures.check = check_values(split.rest_z, split.rest_values, direction.vector);
        return;
    }
    if (split.rest_answers.empty()) return;
    const auto check =
        check_answers(split.rest_z, split.rest_answers, direction.vector, direction.prior);
    if (!check) return;
    direction.figures.check = check->balanced_accuracy;
    direction.figures.separation = check->separation;
}

}  // namespace zscope::detail
