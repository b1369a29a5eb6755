// SPDX-License-Identifier: MIT
#pragma once

#include <ATen/ATen.h>

#include "core/model/architecture.h"
#include "core/model/edit.h"

namespace zscope::detail {

// An Error if the edit names a block, a unit or a mask size that the architecture does not have.
void check_edit(const Edit& edit, const Architecture& architecture);

// Feature maps (N, C, h, w) with one edit of their block applied; the input is left as it is.
// Each image is treated on its own, so a batch changes nothing.
at::Tensor apply_edit(const at::Tensor& maps, const Edit& edit);

}  // namespace zscope::detail
