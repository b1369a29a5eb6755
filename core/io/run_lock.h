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

// Whether somebody, in this process or another, holds the run folder for writing now. Looks without
// keeping anybody out: RunLock waits a moment for a look that is just under way.
bool run_is_held(const std::filesystem::path& dir);

}  // namespace zscope
