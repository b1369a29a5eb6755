// SPDX-License-Identifier: MIT
#pragma once

#include <ATen/ATen.h>

#include <functional>

#include "core/engine/detail/direct/hidden_layer.h"

namespace zscope::detail::direct {

// The products of a layer by LibTorch's convolutions (oneDNN's), for shapes that they are faster
// at. `weight`: (small, big, 4, 4) fp32.
void libtorch_multiply(const Crew& crew, const kernels::MultiplyArgs& args,
                       const at::Tensor& weight, const std::function<double*(int)>& sums_of);
// small, big: maps of the crew's elements; gradient (small, big, 4, 4) is set or added to.
void libtorch_weight_gradient(const Crew& crew, kernels::Geometry geometry, const MapsShape& small,
                              const void* small_maps, const MapsShape& big, const void* big_maps,
                              const at::Tensor& weight, const at::Tensor& gradient, bool add);

}  // namespace zscope::detail::direct
