// SPDX-License-Identifier: MIT
#pragma once

#include <array>
#include <cstdint>
#include <span>
#include <stop_token>
#include <vector>

namespace zscope {

inline constexpr int kNearDistance = 3;  // bits of 64
using Hash128 = std::array<std::uint64_t, 2>;

struct NearPair {
    std::uint32_t first = 0, second = 0;  // indices, first < second
    int distance = 0;                     // bits in which their hashes differ
    bool operator==(const NearPair&) const = default;
};
// All pairs of different hashes that differ in at most kNearDistance bits, each of the first index
// that has them; and for a hash that many have, the first of them with each other one. Ordered.
// Among n hashes spread evenly it looks at about n² / 16,000 pairs: 300,000 take a second.
std::vector<NearPair> near_pairs(std::span<const std::uint64_t> hashes,
                                 const std::stop_token& stop = {});
// The same of longer hashes, up to `most_bits` (0…31) different bits. The larger that is, the
// shorter are the parts of which two hashes must share one, and the more pairs are looked at.
std::vector<NearPair> near_pairs(std::span<const Hash128> hashes, int most_bits,
                                 const std::stop_token& stop = {});

// The images that are not needed: each that looks like an earlier one that is kept. `first` is that
// one, `second` the image; ordered by `second`. What looks alike only by a chain of others stays:
// of a slow film some pictures are left. `pairs` as near_pairs() gives them; `count`: all images.
std::vector<NearPair> surplus_of(std::span<const NearPair> pairs, std::size_t count);

}  // namespace zscope
