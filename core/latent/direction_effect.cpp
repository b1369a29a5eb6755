// SPDX-License-Identifier: MIT
#include "core/latent/direction_effect.h"

#include <cmath>

#include "core/base/check.h"
#include "core/latent/torch_randn.h"

namespace zscope {
namespace {

// The answers of one attribute in all images.
struct Column {
    const std::vector<float>& values;
    std::size_t width, at;

    std::size_t rows() const { return values.size() / width; }
    float operator[](std::size_t row) const { return values[row * width + at]; }
};

std::vector<double> changes(const Column& before, const Column& after, bool absolute) {
    std::vector<double> result;
    for (std::size_t i = 0; i < before.rows(); ++i) {
        const double change = static_cast<double>(after[i]) - before[i];
        result.push_back(absolute ? std::abs(change) : change);
    }
    return result;
}

std::vector<double> as_doubles(const std::vector<float>& values) {
    return {values.begin(), values.end()};
}

Compared compare_means(const std::vector<double>& direction, const std::vector<double>& control,
                       std::uint64_t seed) {
    return {bootstrap_mean(direction, seed), bootstrap_mean(control, seed),
            paired_bootstrap(direction, control, seed)};
}

Estimate share_of(const Column& column, const AnswerLimits& limits, Answer wanted) {
    std::int64_t hits = 0;
    for (std::size_t i = 0; i < column.rows(); ++i)
        hits += answer_of(column[i], limits) == wanted ? 1 : 0;
    return wilson_share(hits, static_cast<std::int64_t>(column.rows()));
}

Estimate switched(const Column& before, const Column& after, const AnswerLimits& limits) {
    std::int64_t sure = 0, hits = 0;
    for (std::size_t i = 0; i < before.rows(); ++i) {
        const Answer was = answer_of(before[i], limits);
        if (was == Answer::unsure) continue;
        ++sure;
        hits += answer_of(after[i], limits) == (was == Answer::yes ? Answer::no : Answer::yes);
    }
    return wilson_share(hits, sure);
}

struct Columns {
    Column before, direction, control;
};

Columns columns_of(const DirectionTrial& trial, std::size_t at) {
    const std::size_t width = trial.attributes.size();
    return {{trial.before.values, width, at},
            {trial.direction.look.values, width, at},
            {trial.control.look.values, width, at}};
}

Compared success_of(const DirectionTrial& trial, std::uint64_t seed) {
    const Columns of = columns_of(trial, *trial.target);
    const JudgedAttribute& attribute = trial.attributes[*trial.target];
    if (attribute.degrees) {
        return compare_means(changes(of.before, of.direction, false),
                             changes(of.before, of.control, false), seed);
    }
    const Answer wanted = trial.removal ? Answer::no : Answer::yes;
    return {share_of(of.direction, attribute.limits, wanted),
            share_of(of.control, attribute.limits, wanted),
            {}};
}

AttributeEffect effect_on(const DirectionTrial& trial, std::size_t at, std::uint64_t seed) {
    const Columns of = columns_of(trial, at);
    const JudgedAttribute& attribute = trial.attributes[at];
    AttributeEffect effect{attribute.key, attribute.degrees, {}, {}, {}};
    if (attribute.degrees) {
        effect.changed = compare_means(changes(of.before, of.direction, true),
                                       changes(of.before, of.control, true), seed);
        std::vector<double> was, is;
        for (std::size_t i = 0; i < of.before.rows(); ++i) {
            was.push_back(of.before[i]);
            is.push_back(of.direction[i]);
        }
        effect.before = bootstrap_mean(was, seed);
        effect.after = bootstrap_mean(is, seed);
        return effect;
    }
    effect.changed = {switched(of.before, of.direction, attribute.limits),
                      switched(of.before, of.control, attribute.limits),
                      {}};
    effect.before = share_of(of.before, attribute.limits, Answer::yes);
    effect.after = share_of(of.direction, attribute.limits, Answer::yes);
    return effect;
}

}  // namespace

StrengthEffect measure_effect(const DirectionTrial& trial, double strength, std::uint64_t seed) {
    const std::size_t numbers = trial.before.values.size();
    ZSCOPE_CHECK(!trial.attributes.empty() && trial.direction.look.values.size() == numbers &&
                     trial.control.look.values.size() == numbers,
                 "{}, {} and {} answers of {} attributes", numbers,
                 trial.direction.look.values.size(), trial.control.look.values.size(),
                 trial.attributes.size());
    StrengthEffect effect;
    effect.strength = strength;
    if (trial.target) effect.success = success_of(trial, mix_seed(seed, 1));
    for (std::size_t k = 0; k < trial.attributes.size(); ++k) {
        if (k != trial.target) effect.others.push_back(effect_on(trial, k, mix_seed(seed, 10 + k)));
    }
    effect.image_change =
        compare_means(trial.direction.image_change, trial.control.image_change, mix_seed(seed, 2));
    if (!trial.before.d_logits.empty()) {
        const auto change = [&](const Look& look) {
            std::vector<double> result = as_doubles(look.d_logits);
            for (std::size_t i = 0; i < result.size(); ++i)
                result[i] -= trial.before.d_logits[i];
            return result;
        };
        effect.d_change = compare_means(change(trial.direction.look), change(trial.control.look),
                                        mix_seed(seed, 3));
    }
    return effect;
}

std::vector<std::int64_t> trial_rows(const std::vector<float>& values,
                                     const std::vector<JudgedAttribute>& attributes,
                                     std::optional<std::size_t> target, bool removal,
                                     std::int64_t count) {
    const std::size_t width = attributes.size();
    std::vector<std::int64_t> rows;
    for (std::size_t i = 0; i * width < values.size(); ++i) {
        if (static_cast<std::int64_t>(rows.size()) >= count) break;
        if (target && !attributes[*target].degrees &&
            answer_of(values[i * width + *target], attributes[*target].limits) !=
                (removal ? Answer::yes : Answer::no)) {
            continue;
        }
        rows.push_back(static_cast<std::int64_t>(i));
    }
    return rows;
}

}  // namespace zscope
