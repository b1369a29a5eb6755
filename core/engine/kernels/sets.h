// SPDX-License-Identifier: MIT
#pragma once

#include <string_view>
#include <vector>

#include "core/engine/kernels/args.h"

namespace zscope::kernels {

// Each is compiled for its own instruction set: call only those that usable_sets() names.
extern const KernelSet kAmxBf16;     // AMX tiles
extern const KernelSet kAvx512Bf16;  // AVX-512's dot products of bf16 pairs
extern const KernelSet kAvx512Fp32;
extern const KernelSet kAvx2Fp32;

// Those that this processor and its kernel run, fastest first within a precision. Any thread; the
// first call asks the system for the use of AMX, for the whole process.
const std::vector<const KernelSet*>& usable_sets();

// The fastest of a precision, or null.
const KernelSet* fastest_set(bool bf16);

// By its name, or null where this processor lacks it.
const KernelSet* set_named(std::string_view name);

}  // namespace zscope::kernels
