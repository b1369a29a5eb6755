// SPDX-License-Identifier: MIT
#pragma once

#include <ATen/ATen.h>

namespace zscope::detail {

// How much images differ from each other: the mean Euclidean distance of all pairs among the first
// 64, each averaged down to 16×16 pixels so that noise does not count. images: (N, C, H, W), N ≥ 2,
// H and W multiples of 16.
double mean_pairwise_distance(const at::Tensor& images);

// That of generated images relative to that of real ones: near 1 when G makes as many different
// pictures as the data holds, near 0 when it has collapsed. NaN if the real ones do not differ.
double relative_spread(const at::Tensor& generated, const at::Tensor& real);

}  // namespace zscope::detail
