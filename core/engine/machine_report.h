// SPDX-License-Identifier: MIT
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

namespace zscope {

struct CpuFeatures {
    std::string name = "unknown";
    bool avx2 = false;
    bool avx512f = false;
    bool avx512_bf16 = false;
    bool amx_bf16 = false;
    bool operator==(const CpuFeatures&) const = default;
};

// What this machine offers to the engine: `zscope doctor`, and the form that starts a run.
struct MachineReport {
    CpuFeatures cpu;
    int physical_cores = 1;                   // that this process may run on
    int logical_cores = 1;                    // likewise
    std::int64_t memory_bytes = 0;            // of the machine
    std::int64_t memory_available_bytes = 0;  // without swapping, now
    std::string libtorch;                     // "2.15.0"
    std::string cpu_kernels;                  // the widest instructions LibTorch uses: "AVX2"
    bool openmp = false;           // LibTorch's parallel regions really use several threads
    int compute_threads = 1;       // what LibTorch uses if nobody says otherwise
    std::string cuda;              // name of the CUDA device, empty if there is none
    bool cuda_used = false;        // training computes on it
    std::string kernels;           // of our own that this processor runs, fastest first, or empty
    std::string kernels_measured;  // "amx-bf16 for 11 shapes", or empty before the first training
    std::string cuda_problem;      // why not, or why not in full; one sentence
    bool cuda_module = false;      // zscope's CUDA module was built
    std::string precision;         // what `--precision auto` means here: "fp32" or "bf16"
    std::string precision_reason;  // one sentence
};

MachineReport machine_report();

CpuFeatures this_cpu();

// From the text of /proc/cpuinfo (x86; elsewhere the flags are missing and all stay false).
CpuFeatures parse_cpuinfo(std::string_view text);
// Bytes of a line of /proc/meminfo ("MemTotal", "MemAvailable"); 0 if it is not there.
std::int64_t parse_meminfo(std::string_view text, std::string_view key);

}  // namespace zscope
