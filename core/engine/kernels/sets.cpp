// SPDX-License-Identifier: MIT
#include "core/engine/kernels/sets.h"

#include <cpuid.h>
#include <sys/syscall.h>
#include <unistd.h>

namespace zscope::kernels {

namespace {

// The system keeps the registers of AMX tiles only for processes that asked
// (arch_prctl(ARCH_REQ_XCOMP_PERM, XFEATURE_XTILEDATA)).
bool system_grants_amx() {
    constexpr long kRequestPermission = 0x1023, kTileData = 18;
    return syscall(SYS_arch_prctl, kRequestPermission, kTileData) == 0;
}

bool has_amx_bf16() {
    unsigned a = 0, b = 0, c = 0, d = 0;
    if (__get_cpuid_count(7, 0, &a, &b, &c, &d) == 0) return false;
    constexpr unsigned kBf16 = 1U << 22, kTile = 1U << 24;
    return (d & kBf16) != 0 && (d & kTile) != 0 && system_grants_amx();
}

bool has_avx512() {
    return __builtin_cpu_supports("avx512f") && __builtin_cpu_supports("avx512bw") &&
           __builtin_cpu_supports("avx512vl") && __builtin_cpu_supports("avx512dq");
}

std::vector<const KernelSet*> look() {
    __builtin_cpu_init();
    std::vector<const KernelSet*> sets;
    const bool pairs = has_avx512() && __builtin_cpu_supports("avx512bf16");
    if (pairs && has_amx_bf16()) sets.push_back(&kAmxBf16);
    if (pairs) sets.push_back(&kAvx512Bf16);
    if (has_avx512()) sets.push_back(&kAvx512Fp32);
    if (__builtin_cpu_supports("avx2") && __builtin_cpu_supports("fma")) {
        sets.push_back(&kAvx2Fp32);
    }
    return sets;
}

}  // namespace

const std::vector<const KernelSet*>& usable_sets() {
    static const std::vector<const KernelSet*> sets = look();
    return sets;
}

const KernelSet* fastest_set(bool bf16) {
    for (const KernelSet* set : usable_sets()) {
        if (set->bf16 == bf16) return set;
    }
    return nullptr;
}

const KernelSet* set_named(std::string_view name) {
    for (const KernelSet* set : usable_sets()) {
        if (set->name == name) return set;
    }
    return nullptr;
}

}  // namespace zscope::kernels
