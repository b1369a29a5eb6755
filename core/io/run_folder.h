// SPDX-License-Identifier: MIT
#pragma once

#include <cstdint>
#include <filesystem>
#include <memory>
#include <string>
#include <vector>

#include <nlohmann/json.hpp>

#include "core/config/train_config.h"
#include "core/messages/training.h"

namespace zscope {

// run.json: what a run is. `kernels` records the arithmetic that a resume must use again.
struct RunInfo {
    std::string run_id;   // a UUID
    std::string name;     // the folder's name
    std::string data;     // DataSpec text
    std::string exclude;  // DataSpec list of images left out, or empty
    TrainConfig config;
    nlohmann::json kernels;
    std::string zscope_version;
    std::string created;  // ISO 8601, UTC
};

std::string make_uuid();

// Throws unless a new run can begin in `dir`: it is absent, empty, or holds no more than what a run
// leaves that was killed before its first checkpoint.
void check_is_new(const std::filesystem::path& dir);

// A run folder held for writing: run.json, metrics.jsonl, checkpoints/, samples/, snapshots/,
// run.lock.
// The lock is an flock on run.lock: a second trainer is refused, a crash releases it.
// Owned by the trainer thread.
class RunFolder {
  public:
    // A new run in a folder that passes check_is_new(); an empty path picks one by date under the
    // user's data folder.
    static RunFolder create(std::filesystem::path dir, RunInfo info);
    // An existing run. Temporary files that a crash left behind are removed.
    static RunFolder resume(const std::filesystem::path& dir);

    RunFolder(RunFolder&&) noexcept;
    RunFolder& operator=(RunFolder&&) noexcept;
    ~RunFolder();

    const std::filesystem::path& path() const;
    const RunInfo& info() const;
    void update_info(RunInfo info);  // rewrites run.json

    // Starts a segment of metrics.jsonl; the last value of a step counts.
    void start_segment(std::int64_t from_step);
    void append(const LossSample& sample);
    void flush();  // metrics to the disk

    std::filesystem::path checkpoint_path(std::int64_t step) const;
    std::filesystem::path samples_path(std::int64_t step) const;  // samples/step-000500.png
    // Deletes full checkpoints but the last 3, step 0 and `pinned`.
    void prune_checkpoints(const std::vector<std::int64_t>& pinned);

  private:
    struct State;
    explicit RunFolder(std::unique_ptr<State> state);
    std::unique_ptr<State> state_;
};

bool is_run(const std::filesystem::path& dir);  // it has a run.json; false for an empty path
// The run folder that a checkpoint or snapshot lies in; empty if it lies in none.
std::filesystem::path run_of_checkpoint(const std::filesystem::path& checkpoint);
RunInfo read_run_info(const std::filesystem::path& dir);
// All segments merged: ordered by step, the last value of a step counts; a torn last line is left
// out.
std::vector<LossSample> read_metrics(const std::filesystem::path& dir);

}  // namespace zscope
