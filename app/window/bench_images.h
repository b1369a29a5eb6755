// SPDX-License-Identifier: MIT
#pragma once

#include <filesystem>

namespace zscope::app {

// A folder of its own under the system's temporary folder, removed with all that is in it.
class TemporaryFolder {
  public:
    TemporaryFolder();
    ~TemporaryFolder();
    TemporaryFolder(const TemporaryFolder&) = delete;
    TemporaryFolder& operator=(const TemporaryFolder&) = delete;
    const std::filesystem::path& path() const { return path_; }

  private:
    std::filesystem::path path_;
};

// PNG files of coloured blobs, deterministic: something to train on that every machine has.
void write_bench_images(const std::filesystem::path& folder, int count, int size);

}  // namespace zscope::app
