// SPDX-License-Identifier: MIT
#pragma once

namespace zscope::app {

// SIGINT, SIGTERM and SIGHUP (the terminal was closed) set a flag while this lives; the handlers of
// before come back afterwards. Under nohup SIGHUP stays ignored.
class SignalFlag {
  public:
    SignalFlag();
    ~SignalFlag();
    SignalFlag(const SignalFlag&) = delete;
    SignalFlag& operator=(const SignalFlag&) = delete;
    static bool raised();
};

}  // namespace zscope::app
