// SPDX-License-Identifier: MIT
#include "core/engine/speed_probe.h"

#include <ATen/ATen.h>
#include <c10/core/GradMode.h>

#include <algorithm>
#include <chrono>

#include "core/base/error.h"
#include "core/engine/detail/arithmetic.h"
#include "core/engine/detail/compute_threads.h"

namespace zscope {

namespace {

using Clock = std::chrono::steady_clock;
constexpr std::int64_t kSide = 768;  // out of the inner caches, some milliseconds a product
constexpr auto kTime = std::chrono::milliseconds(200);

double seconds_since(Clock::time_point start) {
    return std::chrono::duration<double>(Clock::now() - start).count();
}

}  // namespace

double measure_product_speed(const std::stop_token& stop) {
    const c10::NoGradGuard no_grad;
    detail::set_compute_threads(detail::physical_cores());
    const at::Tensor a = at::full({kSide, kSide}, 0.5F), b = at::full({kSide, kSide}, 0.25F);
    at::Tensor c = at::mm(a, b);  // threads are started, pages are there
    const double work = 2.0 * static_cast<double>(kSide * kSide * kSide);
    double best = 0.0;
    for (const auto start = Clock::now(); best == 0.0 || Clock::now() - start < kTime;) {
        if (stop.stop_requested()) fail("stopped");
        const auto product = Clock::now();
        at::mm_out(c, a, b);
        best = std::max(best, work / std::max(1e-9, seconds_since(product)));
    }
    return best;
}

}  // namespace zscope
