// SPDX-License-Identifier: MIT
#include "core/engine/detail/compute_threads.h"

#include <ATen/Parallel.h>

namespace zscope::detail {

void set_compute_threads(int threads) {
    // The first use of a thread is noted once in the library and once in our own code (the note is
    // a hidden symbol of an inline function): both must lie behind us when the count is set.
    at::get_num_threads();
    at::internal::lazy_init_num_threads();
    if (threads > 0) at::set_num_threads(threads);
}

int compute_threads() {
    return at::get_num_threads();
}

}  // namespace zscope::detail
