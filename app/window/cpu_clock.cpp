// SPDX-License-Identifier: MIT
#include "app/window/cpu_clock.h"

#include <time.h>

namespace zscope::app {

namespace {

double seconds(clockid_t clock) {
    timespec now = {};
    clock_gettime(clock, &now);
    return static_cast<double>(now.tv_sec) + static_cast<double>(now.tv_nsec) / 1e9;
}

}  // namespace

double thread_cpu_seconds() {
    return seconds(CLOCK_THREAD_CPUTIME_ID);
}

double process_cpu_seconds() {
    return seconds(CLOCK_PROCESS_CPUTIME_ID);
}

}  // namespace zscope::app
