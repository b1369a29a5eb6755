// SPDX-License-Identifier: MIT
#pragma once

namespace zscope {

// The nice value of work that nobody waits for: trainer, loader, saver, jobs. Whoever serves the
// person stays at 0 and runs at once when it wakes.
inline constexpr int kBackgroundNice = 19;

// Names the calling thread (15 characters at most are kept; shown by top and gdb) and sets its own
// nice value. OpenMP workers inherit it, so call it before the thread's first parallel region.
void set_up_thread(const char* name, int nice_value);

}  // namespace zscope
