// SPDX-License-Identifier: MIT
#pragma once

#include <string>

namespace zscope::detail {

struct LibtorchFacts {
    std::string version;      // "2.15.0"
    std::string cpu_kernels;  // "AVX2", "AVX512", "DEFAULT"
    bool parallel = false;    // see runs_in_parallel
    int threads = 1;          // of the calling thread's parallel regions
};

LibtorchFacts libtorch_facts();

// True if at::parallel_for, compiled as the engine is, runs on two threads when two are asked for.
// The template turns serial, silently, in code compiled without OpenMP. Leaves the calling thread's
// count as it was.
bool runs_in_parallel();

}  // namespace zscope::detail
