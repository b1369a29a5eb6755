// SPDX-License-Identifier: MIT
#pragma once

#include <filesystem>
#include <functional>
#include <string>
#include <thread>

#include "core/base/bounded_queue.h"

namespace zscope::app {

// Writes small text files on a thread of its own, so that the window never waits for a disk. The
// destructor writes what is queued, then joins. save() from one thread.
class FileSaver {
  public:
    // `on_error` runs on the saver's thread.
    explicit FileSaver(std::function<void(const std::string&)> on_error);
    ~FileSaver();
    FileSaver(const FileSaver&) = delete;
    FileSaver& operator=(const FileSaver&) = delete;

    // False when too much is waiting: try again later.
    [[nodiscard]] bool save(std::filesystem::path path, std::string text);

  private:
    struct Item {
        std::filesystem::path path;
        std::string text;
    };
    void work();

    std::function<void(const std::string&)> on_error_;
    BoundedQueue<Item> queue_{16};
    std::thread thread_;
};

}  // namespace zscope::app
