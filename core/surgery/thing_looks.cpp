// SPDX-License-Identifier: MIT
#include "core/surgery/thing_looks.h"

#include <algorithm>
#include <cmath>
#include <limits>

#include "core/base/check.h"
#include "core/statistics/ratio.h"

namespace zscope {

namespace {

constexpr std::int64_t kSeenPixels = kSeenSize * kSeenSize;

std::size_t at(std::int64_t index) {
    return static_cast<std::size_t>(index);
}

std::span<const std::uint8_t> map_of(const ThingLooks& looks, std::int64_t i) {
    return std::span(looks.segments).subspan(at(i * kSeenPixels), at(kSeenPixels));
}

Answer answer_at(const ThingLooks& looks, const ThingQuestion& question, std::size_t attribute,
                 std::int64_t i) {
    const std::size_t attributes = question.attributes.size();
    return answer_of(looks.values[at(i) * attributes + attribute],
                     question.attributes[attribute].limits);
}

// Images are square; their pixels a side.
std::int64_t side_of(const ThingLooks& looks, std::int64_t channels) {
    const auto values =
        static_cast<double>(std::ssize(looks.pixels)) / static_cast<double>(looks.count * channels);
    return std::lround(std::sqrt(values));
}

// Mean change of each image of `after`, 0 … 1, where the thing was and elsewhere. NaN: no pixel.
struct Changes {
    std::vector<double> inside, outside;
};

Changes changes_of(const ThingLooks& before, const ThingLooks& after,
                   const ThingQuestion& question) {
    Changes changes;
    const std::size_t each = before.pixels.size() / at(before.count);
    const std::int64_t channels = each % 3 == 0 ? 3 : 1;
    const std::int64_t side = side_of(before, channels);
    for (std::int64_t i = 0; i < after.count; ++i) {
        const std::int64_t from = i % before.count;
        double sum[2] = {0.0, 0.0};
        double count[2] = {0.0, 0.0};
        for (std::size_t k = 0; k < each; ++k) {
            const auto pixel = static_cast<std::int64_t>(k) % (side * side);
            const std::int64_t seen =
                (pixel / side) * kSeenSize / side * kSeenSize + (pixel % side) * kSeenSize / side;
            const bool in =
                question.segment != 0 && map_of(before, from)[at(seen)] == question.segment;
            const double difference = static_cast<double>(after.pixels[at(i) * each + k]) -
                                      static_cast<double>(before.pixels[at(from) * each + k]);
            sum[in ? 1 : 0] += std::abs(difference) / 2.0;
            count[in ? 1 : 0] += 1.0;
        }
        if (count[1] > 0.0) changes.inside.push_back(sum[1] / count[1]);
        if (count[0] > 0.0) changes.outside.push_back(sum[0] / count[0]);
    }
    return changes;
}

// Mean absolute difference of two images of one look.
double distance(const ThingLooks& looks, std::int64_t a, std::int64_t b) {
    const std::size_t each = looks.pixels.size() / at(looks.count);
    double sum = 0.0;
    for (std::size_t k = 0; k < each; ++k) {
        sum += std::abs(static_cast<double>(looks.pixels[at(a) * each + k]) -
                        static_cast<double>(looks.pixels[at(b) * each + k]));
    }
    return sum / static_cast<double>(each);
}

// Distances of images that stand beside each other, after against before.
Estimate diversity_of(const ThingLooks& before, const ThingLooks& after, std::uint64_t seed) {
    std::vector<double> now, then;
    for (std::int64_t i = 0; i + 1 < after.count; ++i) {
        if ((i + 1) % before.count == 0) continue;  // of two draws
        now.push_back(distance(after, i, i + 1));
        then.push_back(distance(before, i % before.count, i % before.count + 1));
    }
    return bootstrap_ratio(now, then, seed);
}

Estimate d_change_of(const ThingLooks& before, const ThingLooks& after, std::uint64_t seed) {
    if (before.d_logits.empty() || after.d_logits.empty()) return {};
    std::vector<double> change;
    for (std::int64_t i = 0; i < after.count; ++i) {
        change.push_back(static_cast<double>(after.d_logits[at(i)]) -
                         before.d_logits[at(i % before.count)]);
    }
    return bootstrap_mean(change, seed);
}

std::vector<double> pixel_counts(const ThingLooks& looks, std::uint8_t segment) {
    std::vector<double> counts;
    for (std::int64_t i = 0; i < looks.count; ++i)
        counts.push_back(static_cast<double>(pixels_of_thing(looks, segment, i)));
    return counts;
}

Estimate amount_of(const ThingLooks& looks, const ThingQuestion& question, std::uint64_t seed) {
    if (question.segment != 0) return bootstrap_mean(pixel_counts(looks, question.segment), seed);
    if (!question.attribute) return {};
    std::int64_t sure = 0;
    for (std::int64_t i = 0; i < looks.count; ++i)
        sure += has_thing(looks, question, i) ? 1 : 0;
    return wilson_share(sure, looks.count);
}

}  // namespace

std::int64_t pixels_of_thing(const ThingLooks& looks, std::uint8_t segment, std::int64_t i) {
    return std::ranges::count(map_of(looks, i), segment);
}

bool has_thing(const ThingLooks& looks, const ThingQuestion& question, std::int64_t i) {
    if (question.segment != 0) return pixels_of_thing(looks, question.segment, i) >= kLeastPixels;
    if (!question.attribute) return true;
    return answer_at(looks, question, *question.attribute, i) == Answer::yes;
}

Estimate left_of(const ThingLooks& before, const ThingLooks& after, const ThingQuestion& question,
                 std::uint64_t seed) {
    if (question.segment == 0) return amount_of(after, question, seed);
    const std::vector<double> now = pixel_counts(after, question.segment);
    const std::vector<double> once = pixel_counts(before, question.segment);
    std::vector<double> then;
    for (std::size_t i = 0; i < now.size(); ++i)
        then.push_back(once[i % once.size()]);
    return bootstrap_ratio(now, then, seed);
}

EditEffect effect_of(const ThingLooks& before, const ThingLooks& after,
                     const ThingQuestion& question, std::uint64_t seed) {
    ZSCOPE_CHECK(before.count > 0 && after.count % before.count == 0, "{} images, then {}",
                 before.count, after.count);
    EditEffect effect;
    effect.left = left_of(before, after, question, seed);
    effect.before = amount_of(before, question, seed);
    effect.after = amount_of(after, question, seed);
    const Changes changes = changes_of(before, after, question);
    effect.inside = bootstrap_mean(changes.inside, seed);
    effect.outside = bootstrap_mean(changes.outside, seed);
    effect.d_change = d_change_of(before, after, seed);
    effect.diversity = diversity_of(before, after, seed);
    return effect;
}

void fill_places(std::vector<PlaceShare>& kinds, PlaceColumn column, const ThingLooks& before,
                 const ThingLooks& after, std::uint8_t segment) {
    if (kinds.empty() || segment == 0) return;
    std::vector<double> counts(kinds.size(), 0.0);
    double all = 0.0;
    for (std::int64_t i = 0; i < after.count; ++i) {
        const auto was = map_of(before, i % before.count);
        const auto is = map_of(after, i);
        for (std::size_t k = 0; k < was.size(); ++k) {
            if (was[k] != segment) continue;
            if (is[k] < counts.size()) counts[is[k]] += 1.0;
            all += 1.0;
        }
    }
    for (std::size_t kind = 0; kind < kinds.size() && all > 0.0; ++kind) {
        double& to = column == PlaceColumn::before  ? kinds[kind].before
                     : column == PlaceColumn::after ? kinds[kind].after
                                                    : kinds[kind].control;
        to = counts[kind] / all;
    }
}

std::vector<double> flipped_shares(const ThingLooks& before, const ThingLooks& after,
                                   const ThingQuestion& question) {
    std::vector<double> shares;
    for (std::size_t k = 0; k < question.attributes.size(); ++k) {
        double sure = 0.0, opposite = 0.0;
        for (std::int64_t i = 0; i < after.count && !question.attributes[k].degrees; ++i) {
            const Answer was = answer_at(before, question, k, i % before.count);
            const Answer is = answer_at(after, question, k, i);
            if (was == Answer::unsure) continue;
            sure += 1.0;
            opposite += is != Answer::unsure && is != was ? 1.0 : 0.0;
        }
        shares.push_back(sure > 0.0 ? opposite / sure : std::numeric_limits<double>::quiet_NaN());
    }
    return shares;
}

}  // namespace zscope
