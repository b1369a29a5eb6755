// SPDX-License-Identifier: MIT
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <span>
#include <vector>

#include "core/messages/training.h"

namespace zscope {

// How losses travel from the trainer to the window: immutable blocks of 4,096 steps plus the tail,
// so that nothing is dropped and publishing copies at most one block.
inline constexpr std::size_t kLossBlock = 4096;
using LossBlock = std::vector<LossSample>;
struct LossFeed {
    std::int64_t generation = 0;  // changes when the history starts anew (another run, a rollback)
    std::shared_ptr<const std::vector<std::shared_ptr<const LossBlock>>> blocks;
    LossBlock tail;  // fewer than kLossBlock samples
    std::size_t size() const { return (blocks ? blocks->size() * kLossBlock : 0) + tail.size(); }
};

// The trainer's side. One thread.
class LossRecorder {
  public:
    // Starts anew, with what a run has logged before, in any order: of a step that was logged twice
    // (a resume goes over it again) the last counts.
    void reset(std::span<const LossSample> history = {});
    // Steps grow; going back means reset().
    void append(const LossSample& sample);
    LossFeed feed() const;

  private:
    std::int64_t generation_ = 0;
    std::shared_ptr<const std::vector<std::shared_ptr<const LossBlock>>> blocks_;
    LossBlock tail_;
};

enum class Curve { loss_d, loss_g, d_x, d_g_z1, d_g_z2, images_per_s };
inline constexpr std::size_t kCurveCount = 6;
float value_of(const LossSample& sample, Curve curve);

// Of the finite values of some steps; all NaN if there is none among them (a gap in the curve).
struct CurvePoint {
    double step;  // the middle of these steps
    float min, max, mean;
};

// The window's side: for each curve a pyramid of (min, max, mean) over 16, 256, 4096 … steps, O(1)
// amortised per step, so that a million steps draw as at most two points per pixel column and no
// extreme is ever lost. NaN and infinite values are kept apart: see has_nan. UI thread only.
class LossHistory {
  public:
    // Takes in what is new in the feed.
    void update(const LossFeed& feed);
    std::size_t size() const;
    const LossSample& at(std::size_t index) const;  // 0…size()−1
    const LossSample& back() const;
    // The sample nearest to `step`; size() must not be 0.
    const LossSample& nearest(double step) const;
    // Was any value of this curve, at any step, not a finite number?
    bool has_nan(Curve curve) const;

    // What to draw for steps first…last in about `columns` pixel columns: one point per bucket,
    // at most 2·columns + 2 of them, covering everything in range and nothing else. Buckets stand
    // still while the range moves. Reads at most about 32·columns buckets, however long the
    // history.
    std::vector<CurvePoint> curve(Curve curve, double first_step, double last_step,
                                  int columns) const;
    // The same, smoothed: an exponential moving average with time constant `smooth_steps`, in which
    // the steps before the range count too. min, max and mean are all the average.
    std::vector<CurvePoint> smoothed(Curve curve, double first_step, double last_step, int columns,
                                     double smooth_steps) const;

  private:
    struct Bucket {
        float min, max;
        double sum;
        std::int64_t count;
    };
    struct Range {  // of indices: begin…end−1
        std::size_t begin, end;
    };
    void append(const LossSample& sample);
    Range steps_between(double first_step, double last_step) const;
    Bucket aggregate(std::size_t curve, Range range) const;
    CurvePoint point(Curve curve, Range range) const;
    std::vector<Range> buckets(Range range, int columns) const;
    std::int64_t generation_ = -1;
    std::array<bool, kCurveCount> has_nan_{};
    std::vector<LossSample> samples_;
    // levels_[curve][k]: buckets of 16^(k+1) samples
    std::array<std::vector<std::vector<Bucket>>, kCurveCount> levels_;
};

}  // namespace zscope
