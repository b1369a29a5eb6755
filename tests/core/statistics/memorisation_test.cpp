// SPDX-License-Identifier: MIT
#include "core/statistics/memorisation.h"

#include <doctest/doctest.h>

#include <cmath>
#include <random>

#include "core/base/error.h"

using namespace zscope;

TEST_CASE("Wilson's interval solves its own equation, and is right at the ends") {
    for (const auto& [hits, count] : {std::pair{10, 1000}, {1, 20}, {37, 50}, {19, 20}}) {
        const Proportion p = wilson_interval(hits, count);
        const double share = static_cast<double>(hits) / count;
        CHECK(p.share == doctest::Approx(share));
        // Its ends are the shares from which what was seen lies 1.96 standard deviations away.
        for (const double end : {p.low, p.high}) {
            const double deviation = std::sqrt(end * (1.0 - end) / count);
            CHECK(std::abs(share - end) == doctest::Approx(k95Percent * deviation));
        }
        CHECK(p.low < share);
        CHECK(p.high > share);
    }
    const double z2 = k95Percent * k95Percent;
    CHECK(wilson_interval(0, 50).low == 0.0);
    CHECK(wilson_interval(0, 50).high == doctest::Approx(z2 / (50 + z2)));
    CHECK(wilson_interval(50, 50).high == 1.0);
    CHECK(std::isnan(wilson_interval(0, 0).share));
}

TEST_CASE("the chance below a rank: worked out by hand, and as orders are counted") {
    // One value, below the smallest of m: 1 of m + 1 places.
    CHECK(chance_below_rank(1, 1, 1, 9) == doctest::Approx(0.1));
    // Both of two below the smallest of two: 1 of 6 orders; at least one: 3 of them.
    CHECK(chance_below_rank(2, 2, 1, 2) == doctest::Approx(1.0 / 6.0));
    CHECK(chance_below_rank(1, 2, 1, 2) == doctest::Approx(0.5));
    CHECK(chance_below_rank(0, 5, 2, 7) == doctest::Approx(1.0));
    std::mt19937 random(1);
    int as_many = 0;
    constexpr int kOrders = 20000;
    for (int i = 0; i < kOrders; ++i) {
        std::vector<int> order = {1, 1, 1, 1, 1, 1, 0, 0, 0, 0, 0};  // 6 values, 5 others
        std::shuffle(order.begin(), order.end(), random);
        int below = 0, others = 0;
        for (const int one : order) {
            others += one == 0 ? 1 : 0;
            if (one == 1 && others < 2) ++below;
        }
        as_many += below >= 4 ? 1 : 0;
    }
    CHECK(chance_below_rank(4, 6, 2, 5) ==
          doctest::Approx(static_cast<double>(as_many) / kOrders).epsilon(0.08));
}

namespace {

std::vector<float> even(int count, float low, float high) {
    std::vector<float> values;
    for (int i = 0; i < count; ++i)
        values.push_back(low +
                         (high - low) * (static_cast<float>(i) + 0.5F) / static_cast<float>(count));
    return values;
}

}  // namespace

TEST_CASE("figures of small arrays, by hand") {
    NearestDistances distances;
    distances.samples = {0.5F, 3, 1.5F, 4};
    distances.held_out = {2, 1, 5, 3};
    distances.samples_to_held_out = {9, 2, 9, 4};
    distances.training = 12;
    const MemorisationFigures figures = memorisation_figures(distances);
    CHECK(figures.rank == 1);
    CHECK(figures.limit == 1.0F);
    CHECK(figures.nearer == 1);
    CHECK(figures.expected == doctest::Approx(0.2));
    CHECK(figures.samples.median == 3.0F);
    CHECK(figures.held_out.q90 == 5.0F);
    CHECK(figures.held_out_side == 1);  // the tie does not count
    CHECK(figures.held_out_expected == doctest::Approx(0.25));
    CHECK(figures.verdict == MemorisationVerdict::no_sign);
    CHECK_THROWS_AS((void)memorisation_figures({}), Error);
}

TEST_CASE("verdicts: alike, copied, smooth, leaning, and untold without held-out images") {
    NearestDistances like;
    like.samples = even(1000, 1, 3);
    like.held_out = even(1000, 1, 3);
    like.training = 1000;
    like.samples_to_held_out = like.samples;
    for (std::size_t i = 0; i < 1000; ++i)  // nearer to the held-out ones for every other one
        like.samples_to_held_out[i] += i % 2 == 0 ? -0.1F : 0.1F;
    const MemorisationFigures none = memorisation_figures(like);
    CHECK(none.verdict == MemorisationVerdict::no_sign);
    CHECK(none.rank == 10);
    CHECK(none.nearer == 9);  // the limit itself is not below the limit
    CHECK(none.held_out_share.share == doctest::Approx(0.5));

    NearestDistances smooth = like;
    for (std::size_t i = 0; i < 1000; ++i) {
        smooth.samples[i] *= 0.3F;
        smooth.samples_to_held_out[i] = smooth.samples[i] + (i % 2 == 0 ? -0.01F : 0.01F);
    }
    CHECK(memorisation_figures(smooth).verdict == MemorisationVerdict::smooth);

    NearestDistances copied = smooth;
    copied.samples_to_held_out = like.samples;
    const MemorisationFigures found = memorisation_figures(copied);
    CHECK(found.verdict == MemorisationVerdict::memorised);
    CHECK(sentence_about(found, "pixels").starts_with("pixels: memorised"));
    copied.samples_to_held_out.clear();
    CHECK(memorisation_figures(copied).verdict == MemorisationVerdict::nearer);

    NearestDistances leaning = like;
    leaning.samples_to_held_out = even(1000, 4, 5);
    CHECK(memorisation_figures(leaning).verdict == MemorisationVerdict::leaning);
}
