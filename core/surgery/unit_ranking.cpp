// SPDX-License-Identifier: MIT
#include "core/surgery/unit_ranking.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <numeric>
#include <set>
#include <utility>

#include "core/base/check.h"
#include "core/base/error.h"
#include "core/latent/direction_fit.h"
#include "core/latent/few_examples.h"
#include "core/latent/torch_randn.h"
#include "core/statistics/answers.h"

namespace zscope {

namespace {

constexpr std::array<std::pair<RankMethod, std::string_view>, 3> kMethods{
    {{RankMethod::logistic, "logistic"},
     {RankMethod::difference, "difference"},
     {RankMethod::overlap, "overlap"}}};
constexpr std::size_t kFolds = 5;
constexpr std::size_t kLeastImages = 10;  // for a share of a fold to say something
constexpr double kPenalty = 1.0;          // scikit-learn's C = 1
constexpr std::size_t kAlike = 5;         // units near in activation that a control is drawn from

std::size_t at(std::int64_t index) {
    return static_cast<std::size_t>(index);
}

// Mean and deviation of each unit over all rows.
struct Moments {
    std::vector<double> mean, deviation;
};

Moments moments_of(const UnitSamples& samples) {
    const std::size_t units = at(samples.units), rows = at(samples.rows());
    Moments moments{std::vector<double>(units), std::vector<double>(units)};
    for (std::size_t i = 0; i < samples.values.size(); ++i)
        moments.mean[i % units] += samples.values[i];
    for (double& mean : moments.mean)
        mean /= static_cast<double>(rows);
    for (std::size_t i = 0; i < samples.values.size(); ++i) {
        const double off = samples.values[i] - moments.mean[i % units];
        moments.deviation[i % units] += off * off;
    }
    for (double& deviation : moments.deviation)
        deviation = std::sqrt(deviation / static_cast<double>(rows));
    return moments;
}

// In standard deviations, so that weights can be compared; 0 for what never changes.
std::vector<float> standardised(const UnitSamples& samples, const Moments& moments) {
    const std::size_t units = at(samples.units);
    std::vector<float> values(samples.values.size());
    for (std::size_t i = 0; i < values.size(); ++i) {
        const std::size_t unit = i % units;
        if (moments.deviation[unit] > 0.0) {
            values[i] = static_cast<float>((samples.values[i] - moments.mean[unit]) /
                                           moments.deviation[unit]);
        }
    }
    return values;
}

std::vector<Answer> answers_of(std::span<const std::uint8_t> inside) {
    std::vector<Answer> answers;
    answers.reserve(inside.size());
    for (const std::uint8_t in : inside)
        answers.push_back(in != 0 ? Answer::yes : Answer::no);
    return answers;
}

LogisticFit fit_of(std::span<const float> values, std::size_t units,
                   std::span<const std::uint8_t> inside) {
    const std::vector<Answer> answers = answers_of(inside);
    // Fewer rows than unknowns: the same minimum is found in the span of the rows.
    if (inside.size() < units) return logistic_of_few(values, units, answers, kPenalty);
    return logistic_regression(values, answers, kPenalty);
}

// Rows that are learned from and rows that are kept for checking.
struct Fold {
    std::vector<float> learned, kept;
    std::vector<std::uint8_t> learned_inside, kept_inside;
};

Fold fold_of(const UnitSamples& samples, std::span<const float> values,
             std::span<const std::size_t> image_number, std::size_t fold) {
    const std::size_t units = at(samples.units);
    Fold out;
    for (std::size_t row = 0; row < samples.inside.size(); ++row) {
        const bool keep = image_number[row] % kFolds == fold;
        const auto one = values.subspan(row * units, units);
        auto& to = keep ? out.kept : out.learned;
        to.insert(to.end(), one.begin(), one.end());
        (keep ? out.kept_inside : out.learned_inside).push_back(samples.inside[row]);
    }
    return out;
}

bool has_both(std::span<const std::uint8_t> inside) {
    return std::ranges::any_of(inside, [](auto in) { return in != 0; }) &&
           std::ranges::any_of(inside, [](auto in) { return in == 0; });
}

std::vector<float> as_numbers(std::span<const std::uint8_t> inside) {
    return {inside.begin(), inside.end()};
}

// Each row's image, counted 0, 1, 2 … in the order of first appearance.
std::vector<std::size_t> image_numbers(const UnitSamples& samples) {
    std::vector<std::size_t> numbers;
    std::vector<std::int64_t> seen;
    for (const std::int64_t image : samples.image) {
        const auto found = std::ranges::find(seen, image);
        numbers.push_back(static_cast<std::size_t>(found - seen.begin()));
        if (found == seen.end()) seen.push_back(image);
    }
    return numbers;
}

std::optional<double> cross_validated(const UnitSamples& samples, std::span<const float> values) {
    const std::vector<std::size_t> numbers = image_numbers(samples);
    if (numbers.empty() || std::ranges::max(numbers) + 1 < kLeastImages) return std::nullopt;
    Agreement agreement;
    for (std::size_t f = 0; f < kFolds; ++f) {
        const Fold fold = fold_of(samples, values, numbers, f);
        if (!has_both(fold.learned_inside) || !has_both(fold.kept_inside)) return std::nullopt;
        const std::size_t units = at(samples.units);
        const LogisticFit fit = fit_of(fold.learned, units, fold.learned_inside);
        const float limit =
            best_threshold(logits_of(fold.learned, units, fit), as_numbers(fold.learned_inside));
        const std::vector<float> logits = logits_of(fold.kept, units, fit);
        for (std::size_t row = 0; row < logits.size(); ++row)
            agreement.add(fold.kept_inside[row] != 0, logits[row] > limit);
    }
    return agreement.balanced_accuracy();
}

std::vector<double> differences(const UnitSamples& samples, std::span<const float> values) {
    const std::size_t units = at(samples.units);
    std::vector<double> inside(units), outside(units);
    double in = 0.0, out = 0.0;
    for (std::size_t row = 0; row < samples.inside.size(); ++row) {
        const bool is_in = samples.inside[row] != 0;
        (is_in ? in : out) += 1.0;
        for (std::size_t unit = 0; unit < units; ++unit)
            (is_in ? inside : outside)[unit] += values[row * units + unit];
    }
    for (std::size_t unit = 0; unit < units; ++unit)
        inside[unit] = inside[unit] / in - outside[unit] / out;
    return inside;
}

// IoU of "inside" with the cells above the value that leaves as many above it as are inside.
double overlap_of(const UnitSamples& samples, std::size_t unit) {
    const std::size_t units = at(samples.units), rows = samples.inside.size();
    const auto inside = static_cast<std::size_t>(
        std::ranges::count_if(samples.inside, [](auto in) { return in != 0; }));
    std::vector<float> values(rows);
    for (std::size_t row = 0; row < rows; ++row)
        values[row] = samples.values[row * units + unit];
    std::vector<float> sorted = values;
    const auto place = sorted.begin() + static_cast<std::ptrdiff_t>(rows - inside);
    std::nth_element(sorted.begin(), place, sorted.end());
    const float limit = *place;
    const float least = *std::ranges::min_element(values);
    std::size_t both = 0, either = 0;
    for (std::size_t row = 0; row < rows; ++row) {
        // A map that is nearly all at its lowest value says nothing there.
        const bool high = values[row] >= limit && values[row] > least;
        both += high && samples.inside[row] != 0 ? 1 : 0;
        either += high || samples.inside[row] != 0 ? 1 : 0;
    }
    return either == 0 ? 0.0 : static_cast<double>(both) / static_cast<double>(either);
}

std::vector<double> scores_of(const UnitSamples& samples, std::span<const float> values,
                              RankMethod method) {
    if (method == RankMethod::difference) return differences(samples, values);
    if (method == RankMethod::logistic) {
        return fit_of(values, at(samples.units), samples.inside).weights;
    }
    std::vector<double> scores;
    for (std::size_t unit = 0; unit < at(samples.units); ++unit)
        scores.push_back(overlap_of(samples, unit));
    return scores;
}

void check(const UnitSamples& samples) {
    const std::size_t rows = samples.inside.size();
    ZSCOPE_CHECK(samples.units > 0 && samples.image.size() == rows &&
                     samples.values.size() == rows * at(samples.units),
                 "{} values, {} rows, {} units", samples.values.size(), rows, samples.units);
    const auto inside = std::ranges::count_if(samples.inside, [](auto in) { return in != 0; });
    const auto outside = static_cast<std::int64_t>(rows) - inside;
    if (inside < 2 || outside < 2) {
        fail("units cannot be ranked from {} places with the thing and {} without it: mark more",
             inside, outside);
    }
    if (!std::ranges::all_of(samples.values, [](float v) { return std::isfinite(v); })) {
        fail("this model's feature maps hold numbers that are not finite");
    }
}

}  // namespace

std::string_view word_of(RankMethod method) {
    for (const auto& [candidate, word] : kMethods) {
        if (candidate == method) return word;
    }
    return "";
}

RankMethod rank_method_of(std::string_view word) {
    for (const auto& [method, candidate] : kMethods) {
        if (candidate == word) return method;
    }
    fail("there is no way of ranking \"{}\"; there are logistic, difference, overlap", word);
}

std::vector<std::int64_t> UnitRanking::first(std::int64_t count) const {
    std::vector<std::int64_t> chosen;
    for (const RankedUnit& ranked : units) {
        if (std::ssize(chosen) >= count || ranked.score <= 0.0) break;
        chosen.push_back(ranked.unit);
    }
    return chosen;
}

std::int64_t UnitRanking::positive() const {
    return std::ranges::count_if(units, [](const RankedUnit& unit) { return unit.score > 0.0; });
}

UnitRanking rank_units(const UnitSamples& samples, RankMethod method) {
    check(samples);
    const Moments moments = moments_of(samples);
    const std::vector<float> values = standardised(samples, moments);
    UnitRanking ranking;
    ranking.method = method;
    ranking.activation = moments.mean;
    ranking.images = std::ssize(std::set(samples.image.begin(), samples.image.end()));
    ranking.inside = std::ranges::count_if(samples.inside, [](auto in) { return in != 0; });
    ranking.outside = samples.rows() - ranking.inside;
    const std::vector<double> scores = scores_of(samples, values, method);
    for (std::size_t unit = 0; unit < scores.size(); ++unit)
        ranking.units.push_back({static_cast<std::int64_t>(unit), scores[unit]});
    std::ranges::stable_sort(ranking.units, std::ranges::greater{}, &RankedUnit::score);
    ranking.accuracy = cross_validated(samples, values);
    return ranking;
}

std::vector<std::int64_t> equally_active_units(std::span<const double> activation,
                                               std::span<const std::int64_t> chosen,
                                               std::span<const std::int64_t> not_these,
                                               std::uint64_t seed) {
    std::set<std::int64_t> taken(chosen.begin(), chosen.end());
    taken.insert(not_these.begin(), not_these.end());
    std::vector<std::int64_t> result;
    for (const std::int64_t unit : chosen) {
        std::vector<std::int64_t> free;
        for (std::int64_t other = 0; other < std::ssize(activation); ++other) {
            if (!taken.contains(other)) free.push_back(other);
        }
        if (free.empty()) {
            fail("{} units cannot be compared with as many others: the block has {} units",
                 chosen.size(), activation.size());
        }
        const auto off = [&](std::int64_t other) {
            return std::abs(activation[at(other)] - activation[at(unit)]);
        };
        std::ranges::stable_sort(free, {}, off);
        const std::uint64_t near = std::min(kAlike, free.size());
        const std::int64_t other = free[mix_seed(seed, static_cast<std::uint64_t>(unit)) % near];
        taken.insert(other);
        result.push_back(other);
    }
    return result;
}

std::vector<std::int64_t> any_units(std::int64_t units, std::int64_t count, std::uint64_t seed) {
    std::vector<std::int64_t> all(at(units));
    std::iota(all.begin(), all.end(), 0);
    std::ranges::sort(all, {}, [seed](std::int64_t unit) {
        return mix_seed(seed, static_cast<std::uint64_t>(unit));
    });
    all.resize(at(std::min(count, units)));
    std::ranges::sort(all);
    return all;
}

}  // namespace zscope
