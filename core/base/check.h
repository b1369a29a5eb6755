// SPDX-License-Identifier: MIT
#pragma once

#include <fmt/format.h>

#include <stdexcept>

namespace zscope {

// A broken promise between parts of the program: a bug, never the person's fault.
class CheckFailure : public std::logic_error {
  public:
    using std::logic_error::logic_error;
};

}  // namespace zscope

// Always on. The text carries the values that broke the promise:
//     ZSCOPE_CHECK(a.size() == b.size(), "{} against {}", a.size(), b.size());
#define ZSCOPE_CHECK(condition, ...)                                                           \
    do {                                                                                       \
        if (!(condition)) {                                                                    \
            throw ::zscope::CheckFailure(fmt::format("{}:{}: {}: {}", __FILE_NAME__, __LINE__, \
                                                     #condition, fmt::format(__VA_ARGS__)));   \
        }                                                                                      \
    } while (false)
