// SPDX-License-Identifier: MIT
#include "core/base/thread_setup.h"

#include <pthread.h>
#include <sys/resource.h>
#include <unistd.h>

#include <string>

namespace zscope {

void set_up_thread(const char* name, int nice_value) {
    pthread_setname_np(pthread_self(), std::string(name).substr(0, 15).c_str());
    // On Linux a nice value belongs to a thread. Raising it needs no rights; a refusal (a container
    // that forbids the call) costs only smoothness, so it is ignored.
    if (nice_value != 0) setpriority(PRIO_PROCESS, static_cast<id_t>(gettid()), nice_value);
}

}  // namespace zscope
