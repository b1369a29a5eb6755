// SPDX-License-Identifier: MIT
// When a run keeps a light snapshot, and which ones give way to a budget.
#include "core/history/snapshot_schedule.h"

#include <doctest/doctest.h>

#include <algorithm>
#include <cmath>
#include <vector>

using namespace zscope;

namespace {

std::vector<std::int64_t> due_until(std::int64_t last) {
    std::vector<std::int64_t> steps;
    for (std::int64_t step = 0; step <= last; ++step) {
        if (snapshot_due(step)) steps.push_back(step);
    }
    return steps;
}

std::vector<KeptSnapshot> kept_at(const std::vector<std::int64_t>& steps, std::int64_t bytes) {
    std::vector<KeptSnapshot> kept;
    for (const std::int64_t step : steps)
        kept.push_back({step, bytes, false});
    return kept;
}

std::vector<std::int64_t> without(const std::vector<std::int64_t>& steps,
                                  const std::vector<std::int64_t>& gone) {
    std::vector<std::int64_t> left = steps;
    std::erase_if(left, [&](std::int64_t s) { return std::ranges::count(gone, s) > 0; });
    return left;
}

}  // namespace

TEST_CASE("snapshots: dense at the start, then twelve a decade at round steps") {
    const std::vector<std::int64_t> first = {0,  1,  2,  4,  8,  10, 12, 15, 18,
                                             22, 27, 33, 39, 47, 56, 68, 82, 100};
    CHECK(due_until(100) == first);
    CHECK(due_until(10'000).size() == 42);
    CHECK(due_until(1'000'000).size() == 66);
    for (const std::int64_t decade : {100, 1000, 10'000, 100'000})
        CHECK(due_until(10 * decade - 1).size() - due_until(decade - 1).size() == 12);
    // No gap of the series is wider than a quarter more.
    const std::vector<std::int64_t> all = due_until(100'000);
    for (std::size_t i = 6; i < all.size(); ++i)
        CHECK(static_cast<double>(all[i]) <= 1.2501 * static_cast<double>(all[i - 1]));
    CHECK_FALSE(snapshot_due(-1));
    CHECK(snapshot_due(8'200'000));
    CHECK_FALSE(snapshot_due(8'200'001));
}

TEST_CASE("thinning: within the budget nothing goes; over it, the ends and the spread stay") {
    const std::vector<std::int64_t> steps = due_until(10'000);
    const auto kept = kept_at(steps, 10);
    CHECK(snapshots_to_thin(kept, 420).empty());
    CHECK(snapshots_to_thin(kept, 419).size() == 1);
    const auto left = without(steps, snapshots_to_thin(kept, 200));
    REQUIRE(left.size() == 20);
    CHECK(left.front() == 0);
    CHECK(left.back() == 10'000);
    // Spread as evenly over the logarithm as half of the schedule can be: an even spread of 20 has
    // gaps of ln(10,001) / 19 = 0.48.
    for (std::size_t i = 1; i < left.size(); ++i) {
        const double gap =
            std::log1p(static_cast<double>(left[i])) - std::log1p(static_cast<double>(left[i - 1]));
        CAPTURE(left[i]);
        CHECK(gap < 2 * std::log(10'001.0) / 19);
        CHECK(gap > 0.3 * std::log(10'001.0) / 19);
    }
}

TEST_CASE("thinning: what grows step by step stays within the budget and spread") {
    std::vector<std::int64_t> left;
    for (const std::int64_t step : due_until(1'000'000)) {
        left.push_back(step);
        left = without(left, snapshots_to_thin(kept_at(left, 10), 120));
        REQUIRE(left.size() <= 12);
        REQUIRE(left.front() == 0);
        REQUIRE(left.back() == step);
    }
    const double even = std::log1p(1e6) / 11;
    for (std::size_t i = 1; i < left.size(); ++i) {
        CHECK(std::log1p(static_cast<double>(left[i])) -
                  std::log1p(static_cast<double>(left[i - 1])) <
              3 * even);
    }
}

TEST_CASE("thinning: pinned ones stay, cost nothing, and crowd their neighbours") {
    // Between 0 and 12 lie ln 13 = 2.6, between 10 and 100 only ln(101 / 11) = 2.2.
    std::vector<KeptSnapshot> kept = kept_at({0, 10, 12, 100, 1000}, 10);
    CHECK(snapshots_to_thin(kept, 40) == std::vector<std::int64_t>{12});
    kept[2].pinned = true;
    CHECK(snapshots_to_thin(kept, 40).empty());
    CHECK(snapshots_to_thin(kept, 30) == std::vector<std::int64_t>{10});
    // The first and the last stay although the budget is passed.
    CHECK(snapshots_to_thin(kept, 0) == std::vector<std::int64_t>{10, 100});
    CHECK(snapshots_to_thin({}, 0).empty());
}
