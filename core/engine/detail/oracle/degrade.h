// SPDX-License-Identifier: MIT
#pragma once

#include <ATen/ATen.h>

#include <cstdint>

namespace zscope::detail {

// Images (N, 3, S, S) in −1…1 spoilt as young generators spoil theirs: blur of 0 to 1.3 pixels,
// noise of single pixels and of patches, the checkerboard of transposed convolutions, changed
// brightness, contrast and colour cast. Each image by amounts of its own; `clean` is the share that
// is left as it is. Deterministic in `seed`.
at::Tensor degraded(const at::Tensor& images, std::uint64_t seed, double clean);

}  // namespace zscope::detail
