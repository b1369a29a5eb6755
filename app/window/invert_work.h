// SPDX-License-Identifier: MIT
#pragma once

#include <cstdint>
#include <filesystem>
#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "core/base/latest.h"
#include "core/engine/jobs.h"
#include "core/model/snapshot.h"
#include "ui/views/find_view.h"

namespace zscope::app {

// Searches for the z of image files, on the job lane, one after the other. What is called here is
// the UI thread's side and returns at once. A search that goes on when this ends holds what it
// needs.
class InvertWork {
  public:
    InvertWork(JobLane& jobs, std::function<void()> wake);  // any thread: there is news
    ~InvertWork();
    InvertWork(const InvertWork&) = delete;
    InvertWork& operator=(const InvertWork&) = delete;

    // `model`: what `ref` names now; it is kept until the search is over. Null: the search fails
    // and says so.
    void find(const std::filesystem::path& path, const ModelRef& ref, SnapshotPointer model,
              std::uint64_t seed);
    // What the lane has done meanwhile; once a frame.
    void poll();
    const ui::FindView& view() const { return view_; }
    bool busy() const;

  private:
    using Search = ui::FindSearch;
    struct Entry {
        std::shared_ptr<Latest<Search>> news;
        std::uint64_t seen = 0;
        std::int64_t job = 0;
    };
    struct Lane;  // what only the lane's thread touches

    JobLane& jobs_;
    std::function<void()> wake_;
    std::shared_ptr<Lane> lane_;
    std::vector<Entry> entries_;  // as in view_.searches
    ui::FindView view_;
};

}  // namespace zscope::app
