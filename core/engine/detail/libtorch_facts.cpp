// SPDX-License-Identifier: MIT
#include "core/engine/detail/libtorch_facts.h"

#include <ATen/Context.h>
#include <ATen/Parallel.h>
#include <ATen/Version.h>
#include <torch/version.h>

#include <cstdint>
#include <thread>
#include <vector>

#include "core/engine/detail/compute_threads.h"

namespace zscope::detail {

bool runs_in_parallel() {
    const int before = compute_threads();
    set_compute_threads(2);
    // One mark per iteration, each written by the thread that ran it.
    std::vector<std::thread::id> ran(2);
    at::parallel_for(0, 2, 1, [&](std::int64_t first, std::int64_t last) {
        for (std::int64_t i = first; i < last; ++i) {
            ran[static_cast<std::size_t>(i)] = std::this_thread::get_id();
        }
    });
    set_compute_threads(before);
    return ran[0] != ran[1];
}

LibtorchFacts libtorch_facts() {
    LibtorchFacts facts;
    facts.version = TORCH_VERSION;
    facts.cpu_kernels = at::get_cpu_capability();
    facts.threads = compute_threads();
    facts.parallel = runs_in_parallel();
    return facts;
}

}  // namespace zscope::detail
