// SPDX-License-Identifier: MIT
#include "ui/panels/interpolation_view.h"

#include <algorithm>
#include <cmath>

#include "core/latent/interpolate.h"
#include "ui/theme.h"

namespace zscope::ui {

StripLayout fit_strip(float width, float largest) {
    constexpr float kSmallest = 28.0F;
    for (int stride = 1;; stride *= 2) {
        const auto images = static_cast<float>((kStripImages - 1) / stride + 1);
        const float tile = std::floor((width - dp(kStripLabel)) / images - dp(kStripGap));
        const bool last = stride == 4;  // both ends and the middle
        if (tile >= dp(kSmallest) || last) {
            return {stride, std::max(dp(12), std::min(tile, std::floor(largest)))};
        }
    }
}

bool InterpolationPath::set_ends(const std::vector<float>& a, const std::vector<float>& b) {
    if (strips_ != nullptr && a == a_ && b == b_) return false;
    a_ = a;
    b_ = b;
    std::vector<float> strips = interpolation_strip(a, b, kStripImages, InterpolationMode::slerp);
    const std::vector<float> straight =
        interpolation_strip(a, b, kStripImages, InterpolationMode::lerp);
    strips.insert(strips.end(), straight.begin(), straight.end());
    strips_ = std::make_shared<const std::vector<float>>(std::move(strips));
    for (int i = 0; i < kNormPoints; ++i) {
        const double t = static_cast<double>(i) / (kNormPoints - 1);
        const auto at = static_cast<std::size_t>(i);
        slerp_norms_[at] = norm(interpolate(a, b, t, InterpolationMode::slerp));
        lerp_norms_[at] = norm(interpolate(a, b, t, InterpolationMode::lerp));
    }
    return true;
}

SharedZ InterpolationPath::at(double t, InterpolationMode mode) const {
    return std::make_shared<const std::vector<float>>(interpolate(a_, b_, t, mode));
}

void PlayHead::start(double t, double now) {
    playing_ = true;
    from_ = t >= 1.0 ? 1.0 : t;
    since_ = now;
}

void PlayHead::set_seconds_per_pass(double seconds, double now) {
    if (playing_) {
        from_ = phase(now);
        since_ = now;
    }
    seconds_ =
        std::isfinite(seconds) ? std::clamp(seconds, kShortestPass, kLongestPass) : kUsualPass;
}

double fold(double phase) {
    const double inside = phase - 2.0 * std::floor(phase / 2.0);
    return inside <= 1.0 ? inside : 2.0 - inside;
}

}  // namespace zscope::ui
