// SPDX-License-Identifier: MIT
#include "core/engine/detail/compute_threads.h"

#include <ATen/Parallel.h>

namespace zscope::detail {

void set_compute_threads(int threads) {
    at::internal::lazy_init_num_threads();
    if (threads > 0) at::set_num_threads(threads);
}

int compute_threads() {
    return at::get_num_threads();
}

}  // namespace zscope::detail
