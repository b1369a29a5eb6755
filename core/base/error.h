// SPDX-License-Identifier: MIT
#pragma once

#include <fmt/format.h>

#include <stdexcept>
#include <string>
#include <utility>

namespace zscope {

// An expected failure: a file that cannot be read, a flag out of range, a full disk. The message is
// for the person: what failed, on which file, what to do. Thrown inside a thread; at a thread's
// border it becomes a field of the message that leaves it (TrainerStatus, RenderResult, JobStatus).
class Error : public std::runtime_error {
  public:
    using std::runtime_error::runtime_error;
};

template <class... Args>
[[noreturn]] void fail(fmt::format_string<Args...> text, Args&&... args) {
    throw Error(fmt::format(text, std::forward<Args>(args)...));
}

}  // namespace zscope
