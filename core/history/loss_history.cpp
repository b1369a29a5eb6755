// SPDX-License-Identifier: MIT
#include "core/history/loss_history.h"

#include <algorithm>
#include <cmath>
#include <limits>

#include "core/base/check.h"

namespace zscope {

namespace {

constexpr std::size_t kFanOut = 16;
constexpr float kNaN = std::numeric_limits<float>::quiet_NaN();
// An exponential average has forgotten all but 1/3000 of what lies so many time constants back.
constexpr double kMemory = 8.0;
constexpr int kWarmUpColumns = 128;

const LossSample& sample_of(const LossFeed& feed, std::size_t index) {
    const std::size_t block = index / kLossBlock;
    const std::size_t blocks = feed.blocks ? feed.blocks->size() : 0;
    if (block < blocks) return (*(*feed.blocks)[block])[index % kLossBlock];
    return feed.tail[index - blocks * kLossBlock];
}

}  // namespace

float value_of(const LossSample& sample, Curve curve) {
    switch (curve) {
        case Curve::loss_d:
            return sample.loss_d;
        case Curve::loss_g:
            return sample.loss_g;
        case Curve::d_x:
            return sample.d_x;
        case Curve::d_g_z1:
            return sample.d_g_z1;
        case Curve::d_g_z2:
            return sample.d_g_z2;
        case Curve::images_per_s:
            return sample.images_per_s;
    }
    return kNaN;
}

void LossHistory::update(const LossFeed& feed) {
    if (feed.generation != generation_ || feed.size() < samples_.size()) {
        generation_ = feed.generation;
        samples_.clear();
        levels_ = {};
        has_nan_ = {};
    }
    for (std::size_t i = samples_.size(); i < feed.size(); ++i)
        append(sample_of(feed, i));
}

void LossHistory::append(const LossSample& sample) {
    samples_.push_back(sample);
    const std::size_t size = samples_.size();
    for (std::size_t c = 0; c < kCurveCount; ++c) {
        has_nan_[c] = has_nan_[c] || !std::isfinite(value_of(sample, static_cast<Curve>(c)));
        // Every 16th sample fills a bucket of level 0, every 256th one of level 1 too, and so on:
        // each is made of 16 from the level below, so a step costs less than two reads per curve.
        std::size_t width = kFanOut;
        for (std::size_t level = 0; size % width == 0; ++level, width *= kFanOut) {
            if (level == levels_[c].size()) levels_[c].emplace_back();
            levels_[c][level].push_back(aggregate(c, {size - width, size}));
        }
    }
}

std::size_t LossHistory::size() const {
    return samples_.size();
}

const LossSample& LossHistory::at(std::size_t index) const {
    ZSCOPE_CHECK(index < samples_.size(), "{} of {}", index, samples_.size());
    return samples_[index];
}

const LossSample& LossHistory::back() const {
    ZSCOPE_CHECK(!samples_.empty(), "the history is empty");
    return samples_.back();
}

const LossSample& LossHistory::nearest(double step) const {
    ZSCOPE_CHECK(!samples_.empty(), "the history is empty");
    const std::size_t after = steps_between(step, step).begin;
    if (after == 0) return samples_.front();
    if (after == samples_.size()) return samples_.back();
    const double to_before = step - static_cast<double>(samples_[after - 1].step);
    const double to_after = static_cast<double>(samples_[after].step) - step;
    return samples_[to_before <= to_after ? after - 1 : after];
}

bool LossHistory::has_nan(Curve curve) const {
    return has_nan_[static_cast<std::size_t>(curve)];
}

std::vector<CurvePoint> LossHistory::curve(Curve curve, double first_step, double last_step,
                                           int columns) const {
    std::vector<CurvePoint> points;
    for (const Range& bucket : buckets(steps_between(first_step, last_step), columns)) {
        points.push_back(point(curve, bucket));
    }
    return points;
}

std::vector<CurvePoint> LossHistory::smoothed(Curve curve, double first_step, double last_step,
                                              int columns, double smooth_steps) const {
    const Range shown = steps_between(first_step, last_step);
    std::vector<CurvePoint> points;
    double total = 0.0;  // of values and of their weights, both fading as steps go by
    double weight = 0.0;
    double previous_step = 0.0;
    const auto take_in = [&](const Range& range) {
        CurvePoint now = point(curve, range);
        const Bucket bucket = aggregate(static_cast<std::size_t>(curve), range);
        const double fade = smooth_steps > 0.0 && weight > 0.0
                                ? std::exp(-(now.step - previous_step) / smooth_steps)
                                : 0.0;
        previous_step = now.step;
        total = total * fade + bucket.sum;
        weight = weight * fade + static_cast<double>(bucket.count);
        if (weight > 0.0) now.mean = static_cast<float>(total / weight);
        now.min = now.max = now.mean;
        return now;
    };
    if (smooth_steps > 0.0) {
        const std::size_t remembered =
            steps_between(first_step - kMemory * smooth_steps, first_step).begin;
        for (const Range& bucket : buckets({remembered, shown.begin}, kWarmUpColumns)) {
            take_in(bucket);
        }
    }
    for (const Range& bucket : buckets(shown, columns))
        points.push_back(take_in(bucket));
    return points;
}

LossHistory::Range LossHistory::steps_between(double first_step, double last_step) const {
    const auto step_of = [](const LossSample& sample) { return static_cast<double>(sample.step); };
    const auto begin = std::ranges::lower_bound(samples_, first_step, {}, step_of);
    const auto end = std::ranges::upper_bound(begin, samples_.end(), last_step, {}, step_of);
    return {static_cast<std::size_t>(begin - samples_.begin()),
            static_cast<std::size_t>(end - samples_.begin())};
}

LossHistory::Bucket LossHistory::aggregate(std::size_t curve, Range range) const {
    constexpr float kInfinity = std::numeric_limits<float>::infinity();
    Bucket whole{kInfinity, -kInfinity, 0.0, 0};
    const auto& levels = levels_[curve];
    for (std::size_t at = range.begin; at < range.end;) {
        // The largest bucket that begins here, is complete, and lies within the range.
        std::size_t width = 1;
        std::size_t level = 0;  // of the next larger one
        while (level < levels.size() && at % (width * kFanOut) == 0 &&
               at + width * kFanOut <= range.end && at / (width * kFanOut) < levels[level].size()) {
            width *= kFanOut;
            ++level;
        }
        Bucket part{kInfinity, -kInfinity, 0.0, 0};
        if (level > 0) {
            part = levels[level - 1][at / width];
        } else if (const float value = value_of(samples_[at], static_cast<Curve>(curve));
                   std::isfinite(value)) {
            part = {value, value, value, 1};
        }
        whole.min = std::min(whole.min, part.min);
        whole.max = std::max(whole.max, part.max);
        whole.sum += part.sum;
        whole.count += part.count;
        at += width;
    }
    return whole;
}

CurvePoint LossHistory::point(Curve curve, Range range) const {
    const double step = 0.5 * (static_cast<double>(samples_[range.begin].step) +
                               static_cast<double>(samples_[range.end - 1].step));
    const Bucket bucket = aggregate(static_cast<std::size_t>(curve), range);
    if (bucket.count == 0) return {step, kNaN, kNaN, kNaN};
    return {step, bucket.min, bucket.max,
            static_cast<float>(bucket.sum / static_cast<double>(bucket.count))};
}

std::vector<LossHistory::Range> LossHistory::buckets(Range range, int columns) const {
    std::vector<Range> result;
    if (range.begin >= range.end) return result;
    const std::size_t limit = 2 * static_cast<std::size_t>(std::max(columns, 1));
    const std::size_t least = (range.end - range.begin + limit - 1) / limit;
    // A round number of samples, so that a bucket is made of at most 16 of the pyramid's.
    std::size_t unit = 1;
    while (unit * kFanOut <= least)
        unit *= kFanOut;
    const std::size_t width = (least + unit - 1) / unit * unit;
    for (std::size_t at = range.begin; at < range.end;) {
        const std::size_t next = std::min((at / width + 1) * width, range.end);
        result.push_back({at, next});
        at = next;
    }
    return result;
}

}  // namespace zscope
