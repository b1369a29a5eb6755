// SPDX-License-Identifier: MIT
#include "core/image/near_duplicates.h"

#include <doctest/doctest.h>

#include <algorithm>
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
    // Equal hashes are told through the first of them: the same images are not needed.
    for (const auto& pair : found)
        CHECK(expected.contains(pair));
    const auto surplus = surplus_of(near_pairs(hashes), hashes.size());
    std::vector<bool> kept(hashes.size(), true);
    for (const auto& [first, second] : [&] {  // by second, then first
             std::set<std::pair<std::uint32_t, std::uint32_t>> turned;
             for (const auto& [first, second] : expected)
                 turned.emplace(second, first);
             std::vector<std::pair<std::uint32_t, std::uint32_t>> list;
             for (const auto& [second, first] : turned)
                 list.emplace_back(first, second);
             return list;
         }()) {
        if (kept[first]) kept[second] = false;
    }
    CHECK(std::count(kept.begin(), kept.end(), false) == std::ssize(surplus));
    for (const NearPair& pair : surplus) {
        CHECK(kept[pair.first]);
        CHECK(!kept[pair.second]);
        CHECK(std::popcount(hashes[pair.first] ^ hashes[pair.second]) == pair.distance);
    }
    CHECK(expected.size() > 300);
}

TEST_CASE("near pairs: many equal hashes are as many pairs, all like the first") {
    const std::vector<std::uint64_t> hashes(50000, 42);
    const auto pairs = near_pairs(hashes);
    CHECK(pairs.size() == 49999);
    const auto surplus = surplus_of(pairs, hashes.size());
    CHECK(surplus.size() == 49999);
    CHECK(surplus.back() == NearPair{0, 49999, 0});
    CHECK(near_pairs({}).empty());
}

TEST_CASE("surplus: what looks alike only through others is kept") {
    // Each differs from its neighbour in three bits, from the next but one in six.
    const std::vector<std::uint64_t> film = {0, 0x7, 0x3F, 0x1FF, 0xFFF};
    const auto surplus = surplus_of(near_pairs(film), film.size());
    CHECK(surplus == std::vector<NearPair>{{0, 1, 3}, {2, 3, 3}});
}

TEST_CASE("near pairs of long hashes: exactly those that looking at all pairs finds") {
    std::mt19937_64 random(8);
    std::vector<Hash128> hashes;
    for (int i = 0; i < 200; ++i) {
        hashes.push_back({random(), random()});
        for (int more = static_cast<int>(random() % 4); more > 0; --more) {
            Hash128 near = hashes.back();
            for (int flips = static_cast<int>(random() % 9); flips > 0; --flips) {
                const auto bit = random() % 128;
                near[bit / 64] ^= 1ULL << bit % 64;
            }
            hashes.push_back(near);
        }
    }
    std::sort(hashes.begin(), hashes.end());  // equal ones have pairs with the first only
    hashes.erase(std::unique(hashes.begin(), hashes.end()), hashes.end());
    std::shuffle(hashes.begin(), hashes.end(), random);
    for (const int most : {0, 1, 4, 8}) {
        std::vector<NearPair> expected;
        for (std::uint32_t i = 0; i < hashes.size(); ++i) {
            for (std::uint32_t j = i + 1; j < hashes.size(); ++j) {
                const int distance = std::popcount(hashes[i][0] ^ hashes[j][0]) +
                                     std::popcount(hashes[i][1] ^ hashes[j][1]);
                if (distance <= most) expected.push_back({i, j, distance});
            }
        }
        CHECK(near_pairs(hashes, most) == expected);
        if (most == 8) CHECK(expected.size() > 200);
    }
    const std::vector<Hash128> equal(1000, Hash128{3, 4});
    CHECK(near_pairs(equal, 0).size() == 999);
}
