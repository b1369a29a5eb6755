// SPDX-License-Identifier: MIT
#pragma once

#include <algorithm>
#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <utility>

#include "core/base/bounded_queue.h"
#include "core/engine/jobs.h"

namespace zscope::app {

// What reports how far a part of a job's work is, under these words.
inline std::function<void(double share)> share_of(JobContext& job, std::string what) {
    return [&job, what = std::move(what)](double share) { job.progress(share, what); };
}

// Work of one kind on the job lane, whose results come to the UI thread. UI thread, but for what
// the work itself does.
template <class Result>
class JobLine {
  public:
    using Work = std::function<Result(JobContext&)>;
    struct Finished {
        std::optional<Result> result;  // nullopt: it failed or was cancelled
        std::string error;             // empty: it did not fail
        bool newest = false;           // nothing was begun since
    };

    JobLine(JobLane& jobs, std::function<void()> wake)
        : jobs_(jobs), finished_(std::make_shared<Queue>(kResults, std::move(wake))) {}

    // Gives up the work before.
    void start(const std::string& name, Work work) {
        jobs_.cancel(job_);
        add(name, std::move(work));
    }
    // After the work before.
    void add(const std::string& name, Work work) {
        const std::int64_t number = ++number_;
        job_ = jobs_.submit(
            name, [number, work = std::move(work), finished = finished_](JobContext& job) {
                try {
                    (void)finished->try_push({number, work(job), ""});
                } catch (const std::exception& error) {
                    const bool stopped = job.stop().stop_requested();
                    (void)finished->try_push({number, std::nullopt, stopped ? "" : error.what()});
                    throw;
                }
            });
    }
    // The next that is over; nullopt when there is none.
    std::optional<Finished> take() {
        notice_cancelled();
        std::optional<Entry> entry = finished_->try_pop();
        if (!entry) return std::nullopt;
        const bool newest = entry->number == number_;
        if (newest) job_ = 0;
        return Finished{std::move(entry->result), std::move(entry->error), newest};
    }
    std::int64_t job() const { return job_; }  // that goes on; 0: none

  private:
    struct Entry {
        std::int64_t number = 0;
        std::optional<Result> result;
        std::string error;
    };
    using Queue = BoundedQueue<Entry>;
    static constexpr std::size_t kResults = 64;

    // A job that was cancelled while it waited has nothing to hand over.
    void notice_cancelled() {
        if (job_ == 0) return;
        const auto jobs = jobs_.jobs();
        const auto job = std::ranges::find(*jobs, job_, &JobStatus::id);
        if (job != jobs->end() && job->state == JobState::cancelled) job_ = 0;
    }

    JobLane& jobs_;
    std::shared_ptr<Queue> finished_;  // outlives a job that ends late
    std::int64_t number_ = 0;
    std::int64_t job_ = 0;
};

}  // namespace zscope::app
