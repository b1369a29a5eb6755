// SPDX-License-Identifier: MIT
#pragma once

#include <filesystem>

namespace zscope {

// Holds a run folder for one writer by an flock on DIR/run.lock, which a crash releases. The file
// goes when the holder lets go. A folder that somebody else holds is an Error.
class RunLock {
  public:
    explicit RunLock(const std::filesystem::path& dir);
    ~RunLock();
    RunLock(const RunLock&) = delete;
    RunLock& operator=(const RunLock&) = delete;

  private:
    std::filesystem::path path_;
    int file_ = -1;
};

}  // namespace zscope
