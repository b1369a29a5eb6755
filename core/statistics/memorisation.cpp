// SPDX-License-Identifier: MIT
#include "core/statistics/memorisation.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "core/base/check.h"
#include "core/base/error.h"

namespace zscope {
namespace {

constexpr double kNearShare = 0.01;     // of held-out images lie below the limit
constexpr double kLeastChance = 0.001;  // of a sign that is none

std::vector<float> sorted(std::vector<float> values) {
    std::sort(values.begin(), values.end());
    return values;
}

// The value that a share of the others lie below, without interpolation.
float at_share(const std::vector<float>& values, double share) {
    const auto place = static_cast<std::size_t>(share * static_cast<double>(values.size()));
    return values[std::min(place, values.size() - 1)];
}

Quantiles quantiles_of(const std::vector<float>& values) {
    return {at_share(values, 0.01), at_share(values, 0.1), at_share(values, 0.5),
            at_share(values, 0.9)};
}

void compare_sides(const NearestDistances& distances, MemorisationFigures& figures) {
    const std::size_t count = distances.samples.size();
    if (distances.samples_to_held_out.empty()) return;
    ZSCOPE_CHECK(distances.samples_to_held_out.size() == count, "{} of {}",
                 distances.samples_to_held_out.size(), count);
    figures.has_sides = true;
    for (std::size_t i = 0; i < count; ++i)
        figures.held_out_side += distances.samples_to_held_out[i] < distances.samples[i] ? 1 : 0;
    figures.held_out_share =
        wilson_interval(figures.held_out_side, static_cast<std::int64_t>(count));
    const auto held_out = static_cast<double>(distances.held_out.size());
    figures.held_out_expected = held_out / (held_out + static_cast<double>(distances.training));
}

MemorisationVerdict verdict_of(const MemorisationFigures& figures, std::int64_t samples) {
    const bool nearer = figures.chance < kLeastChance;
    if (!figures.has_sides)
        return nearer ? MemorisationVerdict::nearer : MemorisationVerdict::no_sign;
    const Proportion strict = wilson_interval(figures.held_out_side, samples, k999Permille);
    const bool leans = strict.high < figures.held_out_expected;
    if (nearer) return leans ? MemorisationVerdict::memorised : MemorisationVerdict::smooth;
    return leans ? MemorisationVerdict::leaning : MemorisationVerdict::no_sign;
}

const char* words_of(MemorisationVerdict verdict) {
    switch (verdict) {
        case MemorisationVerdict::no_sign:
            return "no sign of memorising";
        case MemorisationVerdict::smooth:
            return "no sign of memorising: samples lie near to real images of either kind, as "
                   "smooth images do";
        case MemorisationVerdict::nearer:
            return "samples lie nearer to these images than real ones do: memorised, or only "
                   "smoother, which takes images that were held out from training to tell";
        case MemorisationVerdict::leaning:
            return "samples keep to the training images, though none too closely: a weak sign of "
                   "memorising";
        case MemorisationVerdict::memorised:
            return "memorised: samples lie nearer to training images than real images do, and to "
                   "held-out images they do not";
    }
    return "";
}

}  // namespace

MemorisationFigures memorisation_figures(const NearestDistances& distances) {
    if (distances.samples.empty()) fail("a check for memorising needs at least one sample");
    if (distances.held_out.empty()) fail("a check for memorising needs images that are held out");
    const std::vector<float> samples = sorted(distances.samples);
    const std::vector<float> held_out = sorted(distances.held_out);
    const auto count = static_cast<std::int64_t>(samples.size());
    const auto others = static_cast<std::int64_t>(held_out.size());
    MemorisationFigures figures;
    figures.samples = quantiles_of(samples);
    figures.held_out = quantiles_of(held_out);
    figures.rank = std::max<std::int64_t>(
        1, static_cast<std::int64_t>(kNearShare * static_cast<double>(others + 1)));
    figures.limit = held_out[static_cast<std::size_t>(figures.rank - 1)];
    figures.nearer =
        std::lower_bound(samples.begin(), samples.end(), figures.limit) - samples.begin();
    figures.nearer_share = wilson_interval(figures.nearer, count);
    figures.expected = static_cast<double>(figures.rank) / static_cast<double>(others + 1);
    figures.chance = chance_below_rank(figures.nearer, count, figures.rank, others);
    compare_sides(distances, figures);
    figures.verdict = verdict_of(figures, count);
    return figures;
}

std::string sentence_about(const MemorisationFigures& figures, const std::string& space) {
    std::string text = fmt::format(
        "{}: {}. {:.1f} % of samples ({:.1f} to {:.1f} %) lie below the limit, {:.1f} % are "
        "expected",
        space, words_of(figures.verdict), 100.0 * figures.nearer_share.share,
        100.0 * figures.nearer_share.low, 100.0 * figures.nearer_share.high,
        100.0 * figures.expected);
    if (!figures.has_sides) return text + ".";
    return text + fmt::format(
                      "; of {:.1f} % ({:.1f} to {:.1f} %) the nearest real image is a "
                      "held-out one, {:.1f} % are expected.",
                      100.0 * figures.held_out_share.share, 100.0 * figures.held_out_share.low,
                      100.0 * figures.held_out_share.high, 100.0 * figures.held_out_expected);
}

}  // namespace zscope
