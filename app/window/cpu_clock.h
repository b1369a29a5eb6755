// SPDX-License-Identifier: MIT
#pragma once

namespace zscope::app {

// Seconds of the processor that the calling thread, or all threads of the process, have used.
double thread_cpu_seconds();
double process_cpu_seconds();

}  // namespace zscope::app
