// SPDX-License-Identifier: MIT
#include "core/engine/kernels/isa/block_pairs.h"

#include "core/engine/kernels/isa/kernel_set.h"
#include "core/engine/kernels/sets.h"

namespace zscope::kernels {

const KernelSet kAvx512Bf16 = kernel_set<PairBlock>("avx512-bf16", true);

}  // namespace zscope::kernels
