// SPDX-License-Identifier: MIT
#include "core/engine/detail/spread.h"

#include <c10/core/GradMode.h>

#include <algorithm>
#include <limits>

#include "core/base/check.h"

namespace zscope::detail {

namespace {

constexpr std::int64_t kImages = 64;
constexpr std::int64_t kPixels = 16;
constexpr double kNoDifference = 1e-6;

}  // namespace

double mean_pairwise_distance(const at::Tensor& images) {
    ZSCOPE_CHECK(images.dim() == 4 && images.size(0) >= 2, "{} images", images.size(0));
    const c10::NoGradGuard no_grad;
    const std::int64_t count = std::min(kImages, images.size(0));
    const at::Tensor few = images.detach().narrow(0, 0, count).to(at::kFloat).cpu().contiguous();
    const at::Tensor small = at::adaptive_avg_pool2d(few, {kPixels, kPixels});
    return at::pdist(small.reshape({count, -1})).mean().item<double>();
}

double relative_spread(const at::Tensor& generated, const at::Tensor& real) {
    const double data = mean_pairwise_distance(real);
    if (data < kNoDifference) return std::numeric_limits<double>::quiet_NaN();
    return mean_pairwise_distance(generated) / data;
}

}  // namespace zscope::detail
