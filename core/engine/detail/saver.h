// SPDX-License-Identifier: MIT
#pragma once

#include <atomic>
#include <cstdint>
#include <filesystem>
#include <functional>
#include <memory>
#include <string>
#include <thread>
#include <vector>

#include "core/base/bounded_queue.h"
#include "core/base/latest.h"
#include "core/io/checkpoint.h"
#include "core/io/run_folder.h"
#include "core/model/snapshot.h"

namespace zscope::detail {

// What the saver has done so far.
struct SaverReport {
    std::int64_t saved_step = -1;   // of the newest checkpoint that is safely on the disk
    std::int64_t failed_step = -1;  // of the checkpoint that could not be written last, or −1
    std::string error;              // why the last write failed; empty after one that worked
};

// Writes the run folder on a thread of its own (nice 19), so that training never waits for a disk:
// checkpoints, light snapshots, metrics and sample sheets. It owns the folder and its lock. What
// cannot be written is a message in the report; the checkpoint before stays as it is. Fed by one
// thread with values of their own; nothing is shared with training.
class Saver {
  public:
    explicit Saver(RunFolder folder);
    ~Saver();  // writes what is queued, joins, gives up the lock
    Saver(const Saver&) = delete;
    Saver& operator=(const Saver&) = delete;

    bool checkpoint_waiting() const { return checkpoints_waiting_ > 0; }
    // Never blocks; false when the disk is behind (a checkpoint still waits, the queue is full).
    [[nodiscard]] bool try_checkpoint(Checkpoint checkpoint);
    [[nodiscard]] bool try_metrics(std::vector<LossSample> samples);
    // The fixed 64 z of `seed` through the snapshot's generator → samples/step-XXXXXX.png.
    [[nodiscard]] bool try_sheet(ModelSnapshot snapshot, std::int64_t seed);
    // Whether another snapshot of so many bytes (in fp32) may wait: at first they follow each other
    // faster than a slow disk takes them.
    bool has_room_for_snapshot(std::int64_t bytes) const;
    // G and its average in bf16 → snapshots/, thinned out to `budget_bytes` afterwards.
    [[nodiscard]] bool try_light_snapshot(ModelSnapshot snapshot, std::int64_t bytes,
                                          std::int64_t budget_bytes);
    // Starts a segment of the metrics.
    void start_segment(std::int64_t from_step);

    // The last words of a run: blocks until they and all before are written.
    void finish(std::vector<LossSample> samples, std::shared_ptr<const Checkpoint> checkpoint);

    std::shared_ptr<const SaverReport> report() const { return report_.read(); }  // never null

  private:
    using Task = std::function<void(RunFolder&)>;
    void run();
    void write(RunFolder& folder, const Checkpoint& checkpoint);
    void note_failure(const std::string& error, std::int64_t failed_step);

    BoundedQueue<Task> tasks_{16};
    std::atomic<int> checkpoints_waiting_{0};
    std::atomic<std::int64_t> snapshot_bytes_waiting_{0};
    SaverReport state_;  // the saver thread's own
    Latest<SaverReport> report_;
    RunFolder folder_;
    std::jthread thread_;
};

// The sheet of 64 samples of `seed` that a run folder keeps: 8 × 8, weights chosen automatically.
void write_sample_sheet(const std::filesystem::path& path, ModelSnapshot snapshot,
                        std::int64_t seed);

}  // namespace zscope::detail
