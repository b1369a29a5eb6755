// SPDX-License-Identifier: MIT
#include "app/window/signals.h"

#include <array>
#include <atomic>
#include <csignal>
#include <cstddef>

namespace zscope::app {

namespace {

// A signal handler may touch nothing but a lock-free atomic.
std::atomic<bool> flag = false;
static_assert(std::atomic<bool>::is_always_lock_free);
constexpr std::array kSignals = {SIGINT, SIGTERM, SIGHUP};
std::array<struct sigaction, kSignals.size()> before;

}  // namespace

SignalFlag::SignalFlag() {
    flag = false;
    struct sigaction action = {};
    action.sa_handler = [](int) { flag = true; };
    for (std::size_t i = 0; i < kSignals.size(); ++i) {
        sigaction(kSignals[i], nullptr, &before[i]);
        const bool nohup = kSignals[i] == SIGHUP && before[i].sa_handler == SIG_IGN;
        if (!nohup) sigaction(kSignals[i], &action, nullptr);
    }
}

SignalFlag::~SignalFlag() {
    for (std::size_t i = 0; i < kSignals.size(); ++i)
        sigaction(kSignals[i], &before[i], nullptr);
}

bool SignalFlag::raised() {
    return flag;
}

}  // namespace zscope::app
