// SPDX-License-Identifier: MIT
#pragma once

#include <array>
#include <cstdint>
#include <vector>

#include "ui/panels/grid_latents.h"

namespace zscope::ui {

inline constexpr int kStripImages = 9;
inline constexpr int kNormPoints = 65;

// Which images of a strip are shown in a line of `width` pixels: every one, every second or every
// fourth, both ends always, as large as fits but no larger than `largest`. Pure but for the scale.
struct StripLayout {
    int stride = 1;
    float tile = 32.0F;
};
StripLayout fit_strip(float width, float largest);
inline constexpr float kStripLabel = 48.0F, kStripGap = 4.0F;  // design units

// What Interpolate shows between two latents, made anew only when they change. Pure but for that.
class InterpolationPath {
  public:
    // True if the ends are other ones than before.
    bool set_ends(const std::vector<float>& a, const std::vector<float>& b);

    const SharedZ& strips() const { return strips_; }  // slerp's kStripImages, then lerp's
    // ‖z‖ at t = i / (kNormPoints − 1)
    const std::array<double, kNormPoints>& norms(InterpolationMode mode) const {
        return mode == InterpolationMode::slerp ? slerp_norms_ : lerp_norms_;
    }
    SharedZ at(double t, InterpolationMode mode) const;

  private:
    std::vector<float> a_, b_;
    SharedZ strips_;
    std::array<double, kNormPoints> slerp_norms_{}, lerp_norms_{};
};

// A triangle wave of period 2: 0 → 0, 1 → 1, 1.25 → 0.75, 2 → 0. Pure.
double fold(double phase);

inline constexpr double kUsualPass = 3.0, kShortestPass = 0.5, kLongestPass = 30.0;  // seconds

// Play: forth and back between 0 and 1. View state; a pause commits t.
class PlayHead {
  public:
    bool playing() const { return playing_; }
    void start(double t, double now);
    void stop() { playing_ = false; }
    double t(double now) const { return fold(phase(now)); }
    double seconds_per_pass() const { return seconds_; }
    // Within kShortestPass…kLongestPass. While it plays, t goes on from where it is.
    void set_seconds_per_pass(double seconds, double now);

  private:
    double phase(double now) const { return from_ + (now - since_) / seconds_; }

    bool playing_ = false;
    double seconds_ = kUsualPass;
    double from_ = 0.0;   // phase 0…2: 0…1 forth, 1…2 back
    double since_ = 0.0;  // Frame::time of the start
};

}  // namespace zscope::ui
