// SPDX-License-Identifier: MIT
#include "core/image/near_duplicates.h"

#include <doctest/doctest.h>

#include <bit>
#include <cmath>
#include <numbers>
#include <random>
#include <set>

#include "core/image/perceptual_hash.h"

using namespace zscope;

TEST_CASE("perceptual hash: a single wave sets its own bit, a plain image none but the first") {
    for (const auto& [u, v] : {std::pair{1, 0}, {0, 3}, {2, 5}, {7, 7}}) {
        std::vector<std::uint8_t> grey;
        for (int y = 0; y < kHashSide; ++y) {
            for (int x = 0; x < kHashSide; ++x) {
                const double wave = std::cos(std::numbers::pi * (2 * x + 1) * u / 64.0) *
                                    std::cos(std::numbers::pi * (2 * y + 1) * v / 64.0);
                grey.push_back(static_cast<std::uint8_t>(std::lround(128 + 60 * wave)));
            }
        }
        // The first bit is the mean, which is above the median of all others.
        CHECK(perceptual_hash(grey) == (1ULL | 1ULL << (8 * v + u)));
    }
    const std::vector<std::uint8_t> plain(kHashSide * kHashSide, 90);
    CHECK(perceptual_hash(plain) == 1ULL);
}

TEST_CASE("near pairs: exactly those within three bits, as looking at all pairs finds them") {
    std::mt19937_64 random(5);
    std::vector<std::uint64_t> hashes;
    for (int i = 0; i < 300; ++i) {
        hashes.push_back(random());
        for (int flips = static_cast<int>(random() % 6); flips > 0; --flips)
            hashes.push_back(hashes.back() ^ 1ULL << random() % 64);
    }
    std::set<std::pair<std::uint32_t, std::uint32_t>> expected, found;
    for (std::uint32_t i = 0; i < hashes.size(); ++i) {
        for (std::uint32_t j = i + 1; j < hashes.size(); ++j) {
            if (std::popcount(hashes[i] ^ hashes[j]) <= 3) expected.emplace(i, j);
        }
    }
    for (const NearPair& pair : near_pairs(hashes)) {
        CHECK(pair.distance == std::popcount(hashes[pair.first] ^ hashes[pair.second]));
        CHECK(found.emplace(pair.first, pair.second).second);
    }
    // A bit flipped back makes two equal hashes: such pairs are told through the first of them.
    for (const auto& pair : found)
        CHECK(expected.contains(pair));
    const auto groups = [&](const auto& pairs) {
        std::vector<NearPair> list;
        for (const auto& [first, second] : pairs)
            list.push_back({first, second, 0});
        return groups_of(list, hashes.size());
    };
    CHECK(groups(found) == groups(expected));
    CHECK(expected.size() > 300);
}

TEST_CASE("near pairs: many equal hashes are as many pairs, and one group") {
    const std::vector<std::uint64_t> hashes(50000, 42);
    const auto pairs = near_pairs(hashes);
    CHECK(pairs.size() == 49999);
    const auto groups = groups_of(pairs, hashes.size());
    REQUIRE(groups.size() == 1);
    CHECK(groups[0].size() == 50000);
    CHECK(near_pairs({}).empty());
}
