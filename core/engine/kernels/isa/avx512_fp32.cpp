// SPDX-License-Identifier: MIT
#include "core/engine/kernels/isa/block_fp32.h"

#include "core/engine/kernels/isa/kernel_set.h"
#include "core/engine/kernels/sets.h"

namespace zscope::kernels {

const KernelSet kAvx512Fp32 = kernel_set<Fp32Block<8, 2>>("avx512-fp32", false);

}  // namespace zscope::kernels
