// SPDX-License-Identifier: MIT
#include "core/engine/kernels/isa/block_fp32.h"

#include "core/engine/kernels/isa/kernel_set.h"
#include "core/engine/kernels/sets.h"

namespace zscope::kernels {

const KernelSet kAvx2Fp32 = kernel_set<Fp32Block<4, 2>>("avx2-fp32", false);

}  // namespace zscope::kernels
