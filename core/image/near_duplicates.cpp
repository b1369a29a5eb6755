// SPDX-License-Identifier: MIT
#include "core/image/near_duplicates.h"

#include <algorithm>
#include <bit>
#include <cstdint>
#include <tuple>

namespace zscope {

namespace {

struct Hashed {
    std::uint64_t hash;
    std::uint32_t index;
};

constexpr int kParts = kNearDistance + 1;

// Every fourth bit, from `part` on: each part has some of all frequencies, so that it differs
// between images of one kind as well.
std::uint64_t part_of(std::uint64_t hash, int part) {
    return (hash >> part) & 0x1111111111111111U;
}

// The first index of each hash, in order of the hash; the others become pairs of distance 0.
std::vector<Hashed> different(std::span<const std::uint64_t> hashes, std::vector<NearPair>& pairs) {
    std::vector<Hashed> all;
    all.reserve(hashes.size());
    for (std::size_t i = 0; i < hashes.size(); ++i)
        all.push_back({hashes[i], static_cast<std::uint32_t>(i)});
    std::sort(all.begin(), all.end(), [](const Hashed& a, const Hashed& b) {
        return std::tie(a.hash, a.index) < std::tie(b.hash, b.index);
    });
    std::vector<Hashed> firsts;
    for (const Hashed& one : all) {
        if (firsts.empty() || firsts.back().hash != one.hash)
            firsts.push_back(one);
        else
            pairs.push_back({firsts.back().index, one.index, 0});
    }
    return firsts;
}

}  // namespace

// Two hashes that differ in three bits agree in one of four parts at least: only those that share a
// part are compared.
std::vector<NearPair> near_pairs(std::span<const std::uint64_t> hashes,
                                 const std::stop_token& stop) {
    std::vector<NearPair> pairs;
    std::vector<Hashed> firsts = different(hashes, pairs);
    for (int part = 0; part < kParts; ++part) {
        std::sort(firsts.begin(), firsts.end(), [part](const Hashed& a, const Hashed& b) {
            return part_of(a.hash, part) < part_of(b.hash, part);
        });
        for (std::size_t i = 0; i < firsts.size() && !stop.stop_requested(); ++i) {
            const std::uint64_t shared = part_of(firsts[i].hash, part);
            for (std::size_t j = i + 1;
                 j < firsts.size() && part_of(firsts[j].hash, part) == shared; ++j) {
                const int distance = std::popcount(firsts[i].hash ^ firsts[j].hash);
                if (distance > kNearDistance) continue;
                const auto [low, high] = std::minmax(firsts[i].index, firsts[j].index);
                pairs.push_back({low, high, distance});
            }
        }
    }
    const auto key = [](const NearPair& pair) { return std::tie(pair.first, pair.second); };
    std::sort(pairs.begin(), pairs.end(),
              [&](const NearPair& a, const NearPair& b) { return key(a) < key(b); });
    pairs.erase(std::unique(pairs.begin(), pairs.end()), pairs.end());
    return pairs;
}

std::vector<NearPair> surplus_of(std::span<const NearPair> pairs, std::size_t count) {
    std::vector<NearPair> by_second(pairs.begin(), pairs.end());
    std::sort(by_second.begin(), by_second.end(), [](const NearPair& a, const NearPair& b) {
        return std::tie(a.second, a.first) < std::tie(b.second, b.first);
    });
    constexpr std::size_t kKept = SIZE_MAX;
    std::vector<std::size_t> place(count, kKept);  // of each image in `surplus`
    std::vector<NearPair> surplus;
    for (const NearPair& pair : by_second) {
        if (place[pair.second] != kKept) continue;
        const std::size_t of_first = place[pair.first];
        // An image with the hash of one that is not needed looks like the same kept one.
        if (of_first != kKept && pair.distance > 0) continue;
        place[pair.second] = surplus.size();
        const NearPair like = of_first == kKept ? pair : surplus[of_first];
        surplus.push_back({like.first, pair.second, like.distance});
    }
    return surplus;
}

}  // namespace zscope
