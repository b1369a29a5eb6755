// SPDX-License-Identifier: MIT
#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "core/worlds/world.h"

namespace zscope {

// P(target | given) and P(target | not given) for shares of both and a strength in [−1, 1]: the
// overall share of target stays what it is, whatever the strength.
struct ConditionalShares {
    double with = 0.0;
    double without = 0.0;
};
ConditionalShares conditional_shares(double target_share, double given_share, double strength);

// The labels of one image, in the order of `attributes`: pure in (options.seed, index). Each key
// draws from a stream of its own. Options must have passed check_world_options.
std::vector<float> draw_labels(std::span<const WorldAttribute> attributes,
                               const WorldOptions& options, std::int64_t index);

// The place of a key among the attributes, or −1.
int attribute_index(std::span<const WorldAttribute> attributes, std::string_view key);

}  // namespace zscope
