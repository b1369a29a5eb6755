// SPDX-License-Identifier: MIT
#include "core/engine/detail/precision_choice.h"

#include <fmt/format.h>

namespace zscope::detail {

namespace {

constexpr int kFastBf16Capability = 80;  // Ampere: the first with bf16 tensor cores

std::string measured_reason(const direct::PrecisionTimes& times) {
    return fmt::format(
        "Measured on this processor: the products of a training step take {:.1f} ms in bf16 and "
        "{:.1f} ms in fp32",
        1e3 * times.bf16_s, 1e3 * times.fp32_s);
}

}  // namespace

bool has_fast_bf16(const CpuFeatures& cpu) {
    return cpu.amx_bf16 || cpu.avx512_bf16;
}
bool has_fast_bf16(const CudaDevice& cuda) {
    return cuda.capability >= kFastBf16Capability;
}

bool bf16_must_be_measured(const CpuFeatures& cpu) {
    return cpu.avx512_bf16 && !cpu.amx_bf16;
}

AutoPrecision auto_precision(const CpuFeatures& cpu, const CudaDevice& cuda,
                             const std::optional<direct::PrecisionTimes>& measured) {
    if (cuda.usable) {
        const bool fast = has_fast_bf16(cuda);
        return {fast, fast ? "This CUDA device computes bf16 fast"
                           : "This CUDA device has no bf16 tensor cores"};
    }
    if (cpu.amx_bf16) return {true, "This processor computes bf16 fast (AMX)"};
    if (!bf16_must_be_measured(cpu)) {
        return {false, "This processor has no fast bf16 (AMX or AVX-512 bf16): fp32 is faster"};
    }
    if (measured) return {measured->bf16_is_faster(), measured_reason(*measured)};
    return {false,
            "This processor has AVX-512's bf16 but no AMX: a training measures first whether "
            "that is faster"};
}

}  // namespace zscope::detail
