// SPDX-License-Identifier: MIT
#pragma once

namespace zscope::app {

// SIGINT and SIGTERM set a flag while this lives; the handlers of before come back afterwards.
class SignalFlag {
  public:
    SignalFlag();
    ~SignalFlag();
    SignalFlag(const SignalFlag&) = delete;
    SignalFlag& operator=(const SignalFlag&) = delete;
    static bool raised();
};

}  // namespace zscope::app
