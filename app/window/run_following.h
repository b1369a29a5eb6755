// SPDX-License-Identifier: MIT
#pragma once

#include <cstdint>
#include <filesystem>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <thread>

#include "core/base/bounded_queue.h"
#include "core/base/latest.h"
#include "core/engine/registry.h"
#include "core/history/loss_history.h"
#include "core/io/metrics_file.h"

namespace zscope::app {

struct FollowedRun {
    std::filesystem::path folder;
    bool written = false;  // by another process, now
    LossFeed losses;       // all so far; its generation changes after a resume
    std::string error;     // why the newest could not be read; what was read before stays
};

// Goes along with a run folder that another process may be writing, once a second, on a thread of
// its own at nice 19: new losses, and the newest model, which becomes the run's live one in the
// registry. While nobody writes only the lock is looked at. UI thread's side.
class RunFollowing {
  public:
    RunFollowing(ModelRegistry& registry, std::function<void()> wake);
    ~RunFollowing();
    RunFollowing(const RunFollowing&) = delete;
    RunFollowing& operator=(const RunFollowing&) = delete;

    struct Target {
        std::filesystem::path folder;  // empty: none
        std::string run_id;
        bool operator==(const Target&) const = default;
    };
    void follow(const Target& target);  // cheap if it is the same
    // What is new since `version`, which is brought up to date; else null.
    std::shared_ptr<const FollowedRun> newer(std::uint64_t& version) const {
        return seen_.read_if_newer(version);
    }

  private:
    void work(const std::stop_token& stop);
    void begin(const Target& target);
    void look();
    bool read_losses();
    bool read_model();

    ModelRegistry& registry_;
    BoundedQueue<Target> targets_{16};
    Latest<FollowedRun> seen_;
    Target last_;  // UI thread

    // The worker's own.
    Target target_;
    FollowedRun run_;
    std::optional<MetricsTail> tail_;
    LossRecorder recorder_;
    std::filesystem::path model_file_;  // the newest that was read

    std::jthread thread_;
};

// The file of the newest model of a run folder: its newest checkpoint, and before the first one
// after step 0 the newest snapshot, for those come sooner. (Later a snapshot, which has no D, in
// between would make D's opinion come and go.) Empty if there is none.
std::filesystem::path newest_model_file(const std::filesystem::path& folder);

}  // namespace zscope::app
