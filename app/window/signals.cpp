// SPDX-License-Identifier: MIT
#include "app/window/signals.h"

#include <atomic>
#include <csignal>

namespace zscope::app {

namespace {

// A signal handler may touch nothing but a lock-free atomic.
std::atomic<bool> flag = false;
static_assert(std::atomic<bool>::is_always_lock_free);
struct sigaction before_int, before_term;

}  // namespace

SignalFlag::SignalFlag() {
    flag = false;
    struct sigaction action = {};
    action.sa_handler = [](int) { flag = true; };
    sigaction(SIGINT, &action, &before_int);
    sigaction(SIGTERM, &action, &before_term);
}

SignalFlag::~SignalFlag() {
    sigaction(SIGINT, &before_int, nullptr);
    sigaction(SIGTERM, &before_term, nullptr);
}

bool SignalFlag::raised() {
    return flag;
}

}  // namespace zscope::app
