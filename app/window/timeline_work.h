// SPDX-License-Identifier: MIT
#pragma once

#include <cstdint>
#include <deque>
#include <filesystem>
#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <thread>
#include <vector>

#include "core/base/bounded_queue.h"
#include "core/base/latest.h"
#include "core/model/snapshot.h"
#include "ui/views/timeline_view.h"

namespace zscope::app {

// Where the run of a request lies.
struct TimelinePlace {
    std::filesystem::path folder;  // empty: not known
    bool grows = false;            // somebody trains it: the folder is looked at once a second
    bool operator==(const TimelinePlace&) const = default;
};

// What the Timeline panel shows: lists what a run has kept, draws one z through each of it, and
// pins. On a thread of its own at nice 19, one picture at a time, ends first and then the widest
// gap, so that the whole training is soon seen in outline. UI thread's side.
class TimelineWork {
  public:
    // wake: any thread, there is news. on_error: any thread, what could not be pinned and why.
    TimelineWork(std::function<void()> wake, std::function<void(const std::string&)> on_error);
    ~TimelineWork();
    TimelineWork(const TimelineWork&) = delete;
    TimelineWork& operator=(const TimelineWork&) = delete;

    // Once a frame: what is shown now, or nothing. Cheap if nothing changed.
    void want(std::optional<ui::TimelineRequest> request, const TimelinePlace& place);
    // The newest view; null before the first request. Valid until the next call.
    const ui::TimelineView* view();

    void pin(std::filesystem::path folder, std::int64_t step, bool pinned);
    // A frozen model → the run folder, in fp32.
    void keep_frozen(std::filesystem::path folder, std::string run_id, SnapshotPointer model);
    // Blocks until all pins so far are on the disk.
    void flush();

  private:
    struct Wanted {
        std::optional<ui::TimelineRequest> request;
        TimelinePlace place;
    };
    struct Picture {
        std::filesystem::path path;  // that it was drawn from
        std::int64_t bytes = 0;      // of that file: another one is drawn again
        std::shared_ptr<const ImageRgba8> image;
        std::string error;
    };
    using Pictures = std::map<std::int64_t, Picture>;  // by step
    struct Album {                                     // of one request
        Wanted of;
        Pictures pictures;
    };
    void work(const std::stop_token& stop);
    void turn();
    void look();
    void draw_next();
    bool anything_to_draw() const;
    void publish();
    void fail(const std::string& why);
    void submit(std::function<void()> task);
    Album& album();
    void on_disk(const char* what, const std::function<void()>& task);

    const std::function<void(const std::string&)> on_error_;
    BoundedQueue<std::function<void()>> tasks_{256};
    Latest<Wanted> wanted_;
    Latest<ui::TimelineView> published_;
    std::shared_ptr<const Wanted> last_wanted_;          // UI thread
    std::shared_ptr<const ui::TimelineView> last_view_;  // UI thread

    // The worker's own.
    std::shared_ptr<const Wanted> now_;
    std::vector<RunMoment> moments_;
    ui::TimelineView view_;
    std::deque<Album> albums_;  // the newest request first
    std::int64_t inputs_ = 0;   // numbers that this run's G takes; 0: not known yet
    bool look_due_ = false;

    std::jthread thread_;
};

// Which of `count` places to fill next: the ends, then the middle of the widest gap; `filled` has
// growing indices. nullopt: all are filled. Pure.
std::optional<std::size_t> next_to_fill(const std::vector<bool>& filled);

}  // namespace zscope::app
