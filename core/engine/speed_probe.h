// SPDX-License-Identifier: MIT
#pragma once

#include <stop_token>

namespace zscope {

// How fast this machine multiplies matrices now, in floating-point operations a second: the best
// of some products, about 0.2 s in all, on as many threads as training takes by itself. Sets the
// calling thread's count of threads. `stop` ends it with an Error.
double measure_product_speed(const std::stop_token& stop = {});

// Which part of that a training step of the usual size reaches: its convolutions are less regular,
// and norms, activations and Adam take time without counting as work. For estimates.
inline constexpr double kTrainingShareOfProduct = 0.6;

}  // namespace zscope
