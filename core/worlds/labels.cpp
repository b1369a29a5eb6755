// SPDX-License-Identifier: MIT
#include "core/worlds/labels.h"

#include <algorithm>
#include <string>

#include "core/worlds/random_stream.h"

namespace zscope {
namespace {

const Correlation* correlation_of(const WorldOptions& options, std::string_view target) {
    const auto found = std::find_if(options.correlations.begin(), options.correlations.end(),
                                    [&](const Correlation& c) { return c.target == target; });
    return found == options.correlations.end() ? nullptr : &*found;
}

// Follows correlations from target to given; check_world_options has excluded circles. What is
// given is the drawn value, even where an option fixes it: held attributes change nothing else.
bool drawn_yes(std::span<const WorldAttribute> attributes, const WorldOptions& options,
               std::int64_t index, const WorldAttribute& attribute) {
    double share = attribute.share;
    if (const Correlation* link = correlation_of(options, attribute.key)) {
        const auto& given =
            attributes[static_cast<std::size_t>(attribute_index(attributes, link->given))];
        const auto shares = conditional_shares(attribute.share, given.share, link->strength);
        share = drawn_yes(attributes, options, index, given) ? shares.with : shares.without;
    }
    return RandomStream(options.seed, index, attribute.key).chance(share);
}

double drawn_value(std::span<const WorldAttribute> attributes, const WorldOptions& options,
                   std::int64_t index, const WorldAttribute& attribute) {
    for (const FixedAttribute& fixed : options.fixed) {
        if (fixed.key == attribute.key) {
            return fixed.value;
        }
    }
    if (attribute.kind == WorldAttribute::Kind::degrees) {
        return RandomStream(options.seed, index, attribute.key)
            .uniform(-attribute.spread, attribute.spread);
    }
    return drawn_yes(attributes, options, index, attribute) ? 1.0 : 0.0;
}

}  // namespace

ConditionalShares conditional_shares(double target_share, double given_share, double strength) {
    if (given_share <= 0.0 || given_share >= 1.0) {
        return {.with = target_share, .without = target_share};
    }
    const double most = std::min(1.0, target_share / given_share);
    const double least = std::max(0.0, (target_share - (1.0 - given_share)) / given_share);
    const double with = strength >= 0.0 ? target_share + strength * (most - target_share)
                                        : target_share + strength * (target_share - least);
    return {
        .with = with,
        .without = std::clamp((target_share - given_share * with) / (1.0 - given_share), 0.0, 1.0)};
}

int attribute_index(std::span<const WorldAttribute> attributes, std::string_view key) {
    const auto found = std::find_if(attributes.begin(), attributes.end(),
                                    [&](const WorldAttribute& a) { return a.key == key; });
    return found == attributes.end() ? -1 : static_cast<int>(found - attributes.begin());
}

std::vector<float> draw_labels(std::span<const WorldAttribute> attributes,
                               const WorldOptions& options, std::int64_t index) {
    std::vector<float> labels;
    labels.reserve(attributes.size());
    for (const WorldAttribute& attribute : attributes) {
        labels.push_back(static_cast<float>(drawn_value(attributes, options, index, attribute)));
    }
    return labels;
}

}  // namespace zscope
