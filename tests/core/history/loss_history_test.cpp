// SPDX-License-Identifier: MIT
#include "core/history/loss_history.h"

#include <doctest/doctest.h>

#include <algorithm>
#include <cmath>
#include <limits>
#include <random>

#include "core/base/check.h"

using zscope::Curve;
using zscope::CurvePoint;
using zscope::LossFeed;
using zscope::LossHistory;
using zscope::LossRecorder;
using zscope::LossSample;

namespace {

constexpr float kNaN = std::numeric_limits<float>::quiet_NaN();

LossSample sample_at(std::int64_t step, float loss_d) {
    LossSample sample;
    sample.step = step;
    sample.loss_d = loss_d;
    sample.loss_g = -loss_d;
    sample.d_x = 0.5F;
    return sample;
}

LossHistory history_of(const std::vector<LossSample>& samples) {
    LossRecorder recorder;
    recorder.reset(samples);
    LossHistory history;
    history.update(recorder.feed());
    return history;
}

std::vector<LossSample> noise(std::int64_t count, std::uint32_t seed) {
    std::mt19937 random(seed);
    std::normal_distribution<float> normal;
    std::vector<LossSample> samples;
    for (std::int64_t step = 1; step <= count; ++step) {
        samples.push_back(sample_at(step, normal(random)));
    }
    return samples;
}

struct Extremes {
    float min = std::numeric_limits<float>::infinity();
    float max = -std::numeric_limits<float>::infinity();
    bool operator==(const Extremes&) const = default;
};

Extremes extremes_of(const std::vector<CurvePoint>& points) {
    Extremes result;
    for (const CurvePoint& point : points) {
        result.min = std::min(result.min, point.min);
        result.max = std::max(result.max, point.max);
    }
    return result;
}

// What the range holds, by looking at every sample; sample i is of step i + 1.
Extremes brute_force(const std::vector<LossSample>& samples, double first, double last) {
    Extremes result;
    const double begin = std::max(std::ceil(first), 1.0);
    const double end = std::min(std::floor(last), static_cast<double>(samples.size()));
    for (double step = begin; step <= end; ++step) {
        const LossSample& sample = samples[static_cast<std::size_t>(step) - 1];
        result.min = std::min(result.min, sample.loss_d);
        result.max = std::max(result.max, sample.loss_d);
    }
    return result;
}

}  // namespace

TEST_CASE("LossHistory: a million steps lose no extreme at any zoom, in few points") {
    std::vector<LossSample> samples = noise(1'000'000, 1);
    samples[123'456].loss_d = 99.0F;  // one step among a million
    samples[777'777].loss_d = -99.0F;
    samples[555'555].loss_g = 42.0F;
    samples[999'999].loss_d = 50.0F;  // the newest, in no complete bucket
    const LossHistory history = history_of(samples);
    REQUIRE(history.size() == samples.size());
    std::mt19937 random(2);
    for (int round = 0; round < 300; ++round) {
        const double width = std::pow(10.0, 6.0 * (round % 30) / 29.0);
        const double first = std::uniform_real_distribution<double>(-1000, 1e6 - width / 2)(random);
        const double last = first + width;
        const int columns = 1 + static_cast<int>(random() % 2000);
        const auto points = history.curve(Curve::loss_d, first, last, columns);
        CAPTURE(first);
        CAPTURE(last);
        REQUIRE(points.size() <= static_cast<std::size_t>(2 * columns + 2));
        REQUIRE(extremes_of(points) == brute_force(samples, first, last));
        for (std::size_t i = 0; i < points.size(); ++i) {
            REQUIRE(points[i].step >= first);
            REQUIRE(points[i].step <= last);
            if (i > 0) REQUIRE(points[i].step > points[i - 1].step);
        }
    }
    const auto whole = history.curve(Curve::loss_d, 0, 1e6, 1000);
    CHECK(whole.size() >= 1000);
    CHECK(extremes_of(whole) == Extremes{-99.0F, 99.0F});
    CHECK(extremes_of(history.curve(Curve::loss_g, 0, 1e6, 1000)).max == 42.0F);
    CHECK(extremes_of(history.curve(Curve::loss_d, 999'990, 2e6, 3)).max == 50.0F);
}

TEST_CASE("LossHistory: points are the mean of the steps they stand for") {
    std::vector<LossSample> samples;
    for (std::int64_t step = 1; step <= 5000; ++step) {
        samples.push_back(sample_at(step, static_cast<float>(step)));
    }
    const LossHistory history = history_of(samples);
    for (const int columns : {1, 7, 100, 2499, 2500, 9000}) {
        for (const CurvePoint& point : history.curve(Curve::loss_d, 17, 4890, columns)) {
            REQUIRE(point.mean == doctest::Approx(point.step));  // of a straight line
            REQUIRE((point.min + point.max) / 2 == doctest::Approx(point.step));
        }
    }
    const auto close = history.curve(Curve::loss_d, 100, 109, 500);
    REQUIRE(close.size() == 10);  // zoomed in, each step is a point
    CHECK(close[3].step == 103.0);
    CHECK(close[3].min == close[3].max);
}

TEST_CASE("LossHistory: buckets stand still while the range moves by a part of one") {
    const LossHistory history = history_of(noise(100'000, 3));
    const auto here = history.curve(Curve::loss_d, 20'001, 60'000, 100);
    const auto there = history.curve(Curve::loss_d, 20'051, 60'050, 100);
    std::size_t same = 0;
    for (const CurvePoint& point : here) {
        same += static_cast<std::size_t>(std::ranges::count(there, point.step, &CurvePoint::step));
    }
    CHECK(same >= here.size() - 3);
}

TEST_CASE("LossHistory: steps that are missing leave no false points") {
    std::vector<LossSample> samples;
    for (std::int64_t i = 1; i <= 1000; ++i)
        samples.push_back(sample_at(100 * i, 1.0F));
    const LossHistory history = history_of(samples);
    CHECK(history.curve(Curve::loss_d, 101, 199, 10).empty());
    CHECK(history.curve(Curve::loss_d, 500, 100, 10).empty());  // the wrong way round
    CHECK(history.curve(Curve::loss_d, 100, 300, 10).size() == 3);
    CHECK(history.curve(Curve::loss_d, 100, 300, 0).size() <= 4);
    CHECK(LossHistory{}.curve(Curve::loss_d, 0, 1e9, 100).empty());
}

TEST_CASE("LossHistory: NaN and infinity are kept apart and leave a gap") {
    std::vector<LossSample> samples = noise(2000, 4);
    for (std::size_t i = 640; i < 1280; ++i)
        samples[i].loss_d = kNaN;
    samples[5].loss_d = std::numeric_limits<float>::infinity();
    const LossHistory history = history_of(samples);
    CHECK(history.has_nan(Curve::loss_d));
    CHECK_FALSE(history.has_nan(Curve::loss_g));
    const auto points = history.curve(Curve::loss_d, 0, 3000, 20);
    int gaps = 0;
    for (const CurvePoint& point : points) {
        CHECK(std::isnan(point.mean) == std::isnan(point.max));
        gaps += std::isnan(point.mean) ? 1 : 0;
        if (!std::isnan(point.mean)) CHECK(std::abs(point.max) < 10.0F);
        if (std::isnan(point.mean)) CHECK(point.step > 600);
    }
    CHECK(gaps >= 10);
    CHECK_FALSE(std::isnan(history.smoothed(Curve::loss_d, 0, 3000, 20, 50).back().mean));
}

TEST_CASE("LossHistory: the smoothed curve is the weighted average of all steps before") {
    const std::vector<LossSample> samples = noise(3000, 5);
    const LossHistory history = history_of(samples);
    const double tau = 40.0;
    const auto smooth = history.smoothed(Curve::loss_d, 2001, 2100, 1000, tau);
    REQUIRE(smooth.size() == 100);
    for (std::size_t i = 0; i < smooth.size(); i += 9) {
        double total = 0.0;
        double weight = 0.0;
        for (std::size_t k = 0; k <= 2000 + i; ++k) {
            const double share = std::exp(-static_cast<double>(2000 + i - k) / tau);
            total += share * samples[k].loss_d;
            weight += share;
        }
        // The steps before the range come in buckets of a few: near, not equal.
        CHECK(std::abs(smooth[i].mean - total / weight) < 0.01);
        CHECK(smooth[i].min == smooth[i].mean);
    }
    const auto exact = history.smoothed(Curve::loss_d, 1, 50, 1000, 10.0);
    CHECK(exact[0].mean == samples[0].loss_d);
    const double fade = std::exp(-0.1);
    CHECK(exact[1].mean ==
          doctest::Approx((samples[0].loss_d * fade + samples[1].loss_d) / (fade + 1.0)));
    const auto coarse = history.smoothed(Curve::loss_d, 1, 3000, 30, 100.0);
    CHECK(coarse.size() <= 62);
    const auto raw = history.smoothed(Curve::loss_d, 1, 50, 1000, 0.0);
    CHECK(raw[7].mean == samples[7].loss_d);
}

TEST_CASE("LossHistory: feeds that grow, block by block, and one that starts anew") {
    LossRecorder recorder;
    LossHistory history;
    std::int64_t step = 0;
    std::mt19937 random(6);
    while (step < 30'000) {
        for (auto n = random() % 3000; n > 0; --n) {
            ++step;
            recorder.append(sample_at(step, static_cast<float>(step % 1000)));
        }
        const LossFeed feed = recorder.feed();
        REQUIRE(feed.size() == static_cast<std::size_t>(step));
        REQUIRE(feed.tail.size() < zscope::kLossBlock);
        history.update(feed);
        history.update(feed);  // nothing new: nothing happens
        REQUIRE(history.size() == static_cast<std::size_t>(step));
    }
    for (std::size_t i = 0; i < history.size(); ++i) {
        REQUIRE(history.at(i).step == static_cast<std::int64_t>(i) + 1);
    }
    const LossFeed old = recorder.feed();
    recorder.reset();
    history.update(recorder.feed());
    CHECK(history.size() == 0);
    for (step = 1; step <= 40'000; ++step)
        recorder.append(sample_at(step, 7.0F));
    history.update(recorder.feed());  // more than before: still not to be mixed up
    CHECK(history.size() == 40'000);
    CHECK(history.at(500).loss_d == 7.0F);
    CHECK(old.size() > 0);  // a reader's feed is its own
    CHECK((*old.blocks)[0]->at(1).loss_d == 2.0F);
}

TEST_CASE("LossRecorder: of a step logged twice the last counts; steps must grow") {
    LossRecorder recorder;
    recorder.reset(std::vector<LossSample>{sample_at(1, 1), sample_at(2, 2), sample_at(3, 3),
                                           sample_at(2, 20), sample_at(4, 40)});
    LossHistory history;
    history.update(recorder.feed());
    REQUIRE(history.size() == 4);
    CHECK(history.at(1).loss_d == 20.0F);
    CHECK(history.back().loss_d == 40.0F);
    CHECK_THROWS_AS(recorder.append(sample_at(4, 0)), zscope::CheckFailure);
    std::vector<LossSample> block;
    for (std::size_t i = 1; i <= zscope::kLossBlock; ++i) {
        block.push_back(sample_at(static_cast<std::int64_t>(i), 0));
    }
    recorder.reset(block);
    CHECK(recorder.feed().tail.empty());
    CHECK_THROWS_AS(recorder.append(sample_at(7, 0)), zscope::CheckFailure);
}

TEST_CASE("LossHistory: nearest finds the sample under the cursor") {
    const LossHistory history = history_of({sample_at(10, 1), sample_at(20, 2), sample_at(40, 3)});
    CHECK(history.nearest(-5).step == 10);
    CHECK(history.nearest(14.9).step == 10);
    CHECK(history.nearest(15.1).step == 20);
    CHECK(history.nearest(20).step == 20);
    CHECK(history.nearest(31).step == 40);
    CHECK(history.nearest(1e9).step == 40);
    CHECK_THROWS_AS(LossHistory{}.nearest(1), zscope::CheckFailure);
}
