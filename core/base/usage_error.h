// SPDX-License-Identifier: MIT
#pragma once

#include "core/base/error.h"

namespace zscope {

// Wrong use of the command line that shows only after it was parsed: flags that exclude each other,
// a file name with the wrong ending. The program ends with exit code 2 instead of 1.
class UsageError : public Error {
  public:
    using Error::Error;
};

template <class... Args>
[[noreturn]] void fail_usage(fmt::format_string<Args...> text, Args&&... args) {
    throw UsageError(fmt::format(text, std::forward<Args>(args)...));
}

}  // namespace zscope
