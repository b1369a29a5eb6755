// SPDX-License-Identifier: MIT
#pragma once

namespace zscope::detail {

// How many threads LibTorch's parallel regions that start on the calling thread may use. Each
// engine thread calls it once, at its start, after set_up_thread; 0 leaves LibTorch's choice.
// Calling at::set_num_threads alone is not enough: the first parallel region of a thread takes the
// count that any thread set last, which would undo ours.
void set_compute_threads(int threads);
int compute_threads();

}  // namespace zscope::detail
