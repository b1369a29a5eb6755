// SPDX-License-Identifier: MIT
#include "core/image/near_duplicates.h"

#include <algorithm>
#include <bit>
#include <cstdint>
#include <tuple>
#include <utility>

#include "core/base/check.h"

namespace zscope {

namespace {

template <std::size_t Words>
struct Hashed {
    std::array<std::uint64_t, Words> hash;
    std::uint32_t index;
};
template <std::size_t Words>
using HashedList = std::vector<Hashed<Words>>;

template <std::size_t Words>
using Bits = std::array<std::uint64_t, Words>;

// Every parts-th bit, from `part` on: of a perceptual hash each part has some of all frequencies,
// so that it differs between images of one kind as well.
template <std::size_t Words>
Bits<Words> mask_of(int part, int parts) {
    Bits<Words> mask{};
    for (std::size_t bit = static_cast<std::size_t>(part); bit < 64 * Words;
         bit += static_cast<std::size_t>(parts)) {
        mask[bit / 64] |= std::uint64_t{1} << bit % 64;
    }
    return mask;
}

template <std::size_t Words>
Bits<Words> both(const Bits<Words>& a, const Bits<Words>& b) {
    Bits<Words> result{};
    for (std::size_t i = 0; i < Words; ++i)
        result[i] = a[i] & b[i];
    return result;
}

template <std::size_t Words>
int distance_of(const Bits<Words>& a, const Bits<Words>& b) {
    int distance = 0;
    for (std::size_t i = 0; i < Words; ++i)
        distance += std::popcount(a[i] ^ b[i]);
    return distance;
}

// The first index of each hash, in order of the hash; the others become pairs of distance 0.
template <std::size_t Words>
HashedList<Words> different(HashedList<Words> all, std::vector<NearPair>& pairs) {
    std::sort(all.begin(), all.end(), [](const Hashed<Words>& a, const Hashed<Words>& b) {
        return std::tie(a.hash, a.index) < std::tie(b.hash, b.index);
    });
    HashedList<Words> firsts;
    for (const Hashed<Words>& one : all) {
        if (firsts.empty() || firsts.back().hash != one.hash)
            firsts.push_back(one);
        else
            pairs.push_back({firsts.back().index, one.index, 0});
    }
    return firsts;
}

// Those among `firsts` that share the bits of `mask` and differ in at most `most_bits` in all.
template <std::size_t Words>
void add_sharing(HashedList<Words>& firsts, const Bits<Words>& mask, int most_bits,
                 const std::stop_token& stop, std::vector<NearPair>& pairs) {
    std::sort(firsts.begin(), firsts.end(), [&](const Hashed<Words>& a, const Hashed<Words>& b) {
        return both(a.hash, mask) < both(b.hash, mask);
    });
    for (std::size_t i = 0; i < firsts.size() && !stop.stop_requested(); ++i) {
        const Bits<Words> shared = both(firsts[i].hash, mask);
        for (std::size_t j = i + 1; j < firsts.size() && both(firsts[j].hash, mask) == shared;
             ++j) {
            const int distance = distance_of(firsts[i].hash, firsts[j].hash);
            if (distance > most_bits) continue;
            const auto [low, high] = std::minmax(firsts[i].index, firsts[j].index);
            pairs.push_back({low, high, distance});
        }
    }
}

// Two hashes that differ in n bits agree in one of n + 1 parts at least: only those that share a
// part are compared.
template <std::size_t Words>
std::vector<NearPair> pairs_of(HashedList<Words> all, int most_bits, const std::stop_token& stop) {
    std::vector<NearPair> pairs;
    HashedList<Words> firsts = different(std::move(all), pairs);
    const int parts = most_bits + 1;
    for (int part = 0; part < parts && most_bits > 0; ++part)
        add_sharing(firsts, mask_of<Words>(part, parts), most_bits, stop, pairs);
    std::sort(pairs.begin(), pairs.end(), [](const NearPair& a, const NearPair& b) {
        return std::tie(a.first, a.second) < std::tie(b.first, b.second);
    });
    pairs.erase(std::unique(pairs.begin(), pairs.end()), pairs.end());
    return pairs;
}

}  // namespace

std::vector<NearPair> near_pairs(std::span<const std::uint64_t> hashes,
                                 const std::stop_token& stop) {
    HashedList<1> all;
    all.reserve(hashes.size());
    for (std::size_t i = 0; i < hashes.size(); ++i)
        all.push_back({{hashes[i]}, static_cast<std::uint32_t>(i)});
    return pairs_of(std::move(all), kNearDistance, stop);
}

std::vector<NearPair> near_pairs(std::span<const Hash128> hashes, int most_bits,
                                 const std::stop_token& stop) {
    ZSCOPE_CHECK(most_bits >= 0 && most_bits < 32, "{} bits", most_bits);
    HashedList<2> all;
    all.reserve(hashes.size());
    for (std::size_t i = 0; i < hashes.size(); ++i)
        all.push_back({hashes[i], static_cast<std::uint32_t>(i)});
    return pairs_of(std::move(all), most_bits, stop);
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
