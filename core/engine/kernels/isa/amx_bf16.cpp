// SPDX-License-Identifier: MIT
#include "core/engine/kernels/isa/block_amx.h"

#include "core/engine/kernels/isa/kernel_set.h"
#include "core/engine/kernels/sets.h"

namespace zscope::kernels {

const KernelSet kAmxBf16 = kernel_set<AmxBlock>("amx-bf16", true);

}  // namespace zscope::kernels
