// SPDX-License-Identifier: MIT
#pragma once

#include <optional>
#include <string>

#include "core/engine/detail/cuda_device.h"
#include "core/engine/detail/direct/kernel_choice.h"
#include "core/engine/machine_report.h"

namespace zscope::detail {

// What `precision auto` means on a machine, outside `--kernels reference`.
struct AutoPrecision {
    bool bf16 = false;
    std::string reason;  // a sentence without a full stop
};

// Whether only a measurement tells: AVX-512's bf16 has no more arithmetic than fp32's in some
// processors and twice as much in others. Not asked where a CUDA device trains.
bool bf16_must_be_measured(const CpuFeatures& cpu);
bool has_fast_bf16(const CpuFeatures& cpu);  // instructions for it
bool has_fast_bf16(const CudaDevice& cuda);  // tensor cores for it

// `measured`: of the network in question, or of the one trained last. fp32 until it is there.
AutoPrecision auto_precision(const CpuFeatures& cpu, const CudaDevice& cuda,
                             const std::optional<direct::PrecisionTimes>& measured);

}  // namespace zscope::detail
