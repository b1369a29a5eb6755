// SPDX-License-Identifier: MIT
#include "core/engine/jobs.h"

#include <algorithm>
#include <cmath>
#include <condition_variable>
#include <mutex>
#include <thread>
#include <utility>

#include "core/base/latest.h"
#include "core/base/thread_setup.h"

namespace zscope {

namespace {

constexpr std::size_t kKept = 32;           // jobs shown
constexpr double kSmallestProgress = 1e-3;  // finer steps are not worth a redraw

struct Job {
    JobStatus status;
    std::function<void(JobContext&)> work;
    std::stop_source stop;

    bool over() const {
        return status.state != JobState::queued && status.state != JobState::running;
    }
};

using JobPointer = std::shared_ptr<Job>;

}  // namespace

struct JobLane::State {
    explicit State(std::function<void()> on_change) : wake(std::move(on_change)) {
        published.publish(std::vector<JobStatus>{});
    }

    // Ends a change of `jobs`: statuses leave in the order of the changes, the wake outside the
    // lock.
    void changed(std::unique_lock<std::mutex>& lock) {
        std::vector<JobStatus> statuses;
        const std::size_t count = std::min(jobs.size(), kKept);
        for (std::size_t i = jobs.size() - count; i < jobs.size(); ++i) {
            statuses.push_back(jobs[i]->status);
        }
        published.publish(std::move(statuses));
        lock.unlock();
        condition.notify_all();
        if (wake) wake();
    }

    JobPointer next() const {
        const auto found = std::find_if(jobs.begin(), jobs.end(), [](const JobPointer& job) {
            return job->status.state == JobState::queued;
        });
        return found == jobs.end() ? nullptr : *found;
    }

    bool idle() const {
        return std::all_of(jobs.begin(), jobs.end(),
                           [](const JobPointer& job) { return job->over(); });
    }

    void finish(const JobPointer& job, JobState outcome, std::string message) {
        job->work = nullptr;  // what it holds goes now, outside the lock
        std::unique_lock lock(mutex);
        job->status.state = job->stop.stop_requested() ? JobState::cancelled : outcome;
        if (job->status.state == JobState::done) job->status.progress = 1.0;
        if (job->status.state == JobState::failed) job->status.message = std::move(message);
        changed(lock);
    }

    void run(const JobPointer& job);
    void work(const std::stop_token& stop);

    const std::function<void()> wake;
    std::mutex mutex;
    std::condition_variable_any condition;
    std::vector<JobPointer> jobs;  // oldest first
    std::int64_t last_id = 0;
    Latest<std::vector<JobStatus>> published;
    std::jthread thread;
};

namespace {

template <class State>
class RunningJob final : public JobContext {
  public:
    RunningJob(State& state, Job& job) : state_(state), job_(job), token_(job.stop.get_token()) {}

    const std::stop_token& stop() const override { return token_; }

    void progress(double share, std::string message) override {
        std::unique_lock lock(state_.mutex);
        JobStatus& status = job_.status;
        const bool moved = std::abs(share - status.progress) >= kSmallestProgress;
        if (!moved && message == status.message) return;
        status.progress = std::clamp(share, 0.0, 1.0);
        status.message = std::move(message);
        state_.changed(lock);
    }

  private:
    State& state_;
    Job& job_;
    const std::stop_token token_;
};

}  // namespace

void JobLane::State::run(const JobPointer& job) {
    try {
        RunningJob<State> context(*this, *job);
        job->work(context);
        finish(job, JobState::done, {});
    } catch (const std::exception& error) {
        finish(job, JobState::failed, error.what());
    } catch (...) {
        finish(job, JobState::failed, "It ended with an error that says nothing about itself");
    }
}

void JobLane::State::work(const std::stop_token& stop) {
    set_up_thread("jobs", kBackgroundNice);
    while (true) {
        std::unique_lock lock(mutex);
        JobPointer job;
        condition.wait(lock, stop, [&] { return (job = next()) != nullptr; });
        if (stop.stop_requested() || !job) return;
        job->status.state = JobState::running;
        changed(lock);
        run(job);
    }
}

JobLane::JobLane(std::function<void()> wake) : state_(std::make_unique<State>(std::move(wake))) {
    state_->thread =
        std::jthread([state = state_.get()](const std::stop_token& stop) { state->work(stop); });
}

JobLane::~JobLane() {
    state_->thread.request_stop();
    {
        const std::lock_guard lock(state_->mutex);
        for (const JobPointer& job : state_->jobs)
            job->stop.request_stop();
    }
    state_->thread.join();
}

std::int64_t JobLane::submit(std::string name, std::function<void(JobContext&)> work) {
    auto job = std::make_shared<Job>();
    job->status.name = std::move(name);
    job->work = std::move(work);
    std::unique_lock lock(state_->mutex);
    const std::int64_t id = ++state_->last_id;
    job->status.id = id;
    auto& jobs = state_->jobs;
    jobs.push_back(std::move(job));
    while (jobs.size() > kKept && jobs.front()->over())
        jobs.erase(jobs.begin());
    state_->changed(lock);
    return id;
}

void JobLane::cancel(std::int64_t id) {
    std::function<void(JobContext&)> dropped;  // dies after the lock
    std::unique_lock lock(state_->mutex);
    for (const JobPointer& job : state_->jobs) {
        if (job->status.id != id || job->over()) continue;
        job->stop.request_stop();
        if (job->status.state != JobState::queued) return;  // it ends by itself
        job->status.state = JobState::cancelled;
        dropped.swap(job->work);
        state_->changed(lock);
        return;
    }
}

std::shared_ptr<const std::vector<JobStatus>> JobLane::jobs() const {
    return state_->published.read();
}

void JobLane::wait_idle() {
    std::unique_lock lock(state_->mutex);
    state_->condition.wait(lock, [this] { return state_->idle(); });
}

}  // namespace zscope
