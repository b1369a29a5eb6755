// SPDX-License-Identifier: MIT
#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <stop_token>
#include <string>
#include <vector>

namespace zscope {

enum class JobState { queued, running, done, failed, cancelled };
struct JobStatus {
    std::int64_t id = 0;
    std::string name;  // for people: "Drawing 20,000 faces"
    JobState state = JobState::queued;
    double progress = 0.0;  // 0…1
    std::string message;    // what it does now, or why it failed
};

// What a running job is given.
class JobContext {
  public:
    virtual ~JobContext() = default;
    virtual const std::stop_token& stop() const = 0;
    virtual void progress(double share, std::string message) = 0;
};

// One thread at nice 19 that runs long work in order: sheets, drawn data sets, searches. A job's
// failure is a value. Thread-safe.
class JobLane {
  public:
    explicit JobLane(std::function<void()> wake);
    ~JobLane();  // cancels what runs, drops what waits, joins
    JobLane(const JobLane&) = delete;
    JobLane& operator=(const JobLane&) = delete;

    std::int64_t submit(std::string name, std::function<void(JobContext&)> work);
    void cancel(std::int64_t id);
    std::shared_ptr<const std::vector<JobStatus>> jobs() const;  // newest 32, never null
    void wait_idle();

  private:
    struct State;
    std::unique_ptr<State> state_;
};

}  // namespace zscope
