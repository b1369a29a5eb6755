// SPDX-License-Identifier: MIT
#pragma once

#include <filesystem>
#include <functional>
#include <optional>
#include <string>
#include <thread>
#include <variant>

#include "core/base/bounded_queue.h"
#include "core/model/snapshot.h"

namespace zscope::app {

struct OpenedFile {  // a model, or the newest checkpoint of a run folder
    SnapshotPointer model;
    std::filesystem::path path;  // that was read
    bool is_run = false;
    std::string run_id;  // of a run folder
};
struct FoundFolder {  // a folder of images: a data source
    std::filesystem::path path;
};
struct NotOpened {
    std::string message;
};
struct OpenResult {
    std::string asked;  // as given: a path or "default"
    std::variant<OpenedFile, FoundFolder, NotOpened> what;
};

// Looks at what was dropped or named and reads it, on a thread of its own. UI thread's side:
// open() and take() return at once.
class Opening {
  public:
    explicit Opening(std::function<void()> wake);
    ~Opening();
    Opening(const Opening&) = delete;
    Opening& operator=(const Opening&) = delete;

    // False when too much is waiting.
    [[nodiscard]] bool open(std::string path);
    std::optional<OpenResult> take();
    bool busy() const { return waiting_ > 0; }  // something asked for has not been taken yet

  private:
    void work();

    BoundedQueue<std::string> asked_{64};
    BoundedQueue<OpenResult> results_;
    int waiting_ = 0;  // UI thread
    std::thread thread_;
};

// The work itself: what `path` is by its content, read. Throws nothing but bugs.
OpenResult open_by_content(const std::string& path);

}  // namespace zscope::app
