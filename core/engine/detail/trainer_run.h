// SPDX-License-Identifier: MIT
#pragma once

#include <chrono>
#include <functional>
#include <limits>
#include <memory>
#include <optional>
#include <stop_token>
#include <string>
#include <vector>

#include "core/engine/detail/live_pace.h"
#include "core/engine/detail/run_preparation.h"
#include "core/engine/detail/saver.h"
#include "core/engine/detail/step_engine.h"
#include "core/engine/detail/trace.h"
#include "core/engine/registry.h"
#include "core/engine/trainer.h"
#include "core/io/data/batch_loader.h"

namespace zscope::detail {

// One run, from its first step to its last save: networks, loader, run folder. Trainer thread only.
class TrainerRun {
  public:
    // Saves step 0 of a new run and shows it to the registry. Where the images go to a device
    // first, `progress` is told, and `stop` ends that; the run is whole nevertheless.
    TrainerRun(PreparedRun prepared, ModelRegistry& registry, const std::stop_token& stop = {},
               const PrepareProgress& progress = {});
    ~TrainerRun();  // without finish(): what is queued is written, nothing else is saved
    TrainerRun(const TrainerRun&) = delete;
    TrainerRun& operator=(const TrainerRun&) = delete;

    std::int64_t step_count() const { return state_.step; }
    const TrainConfig& config() const { return state_.config; }
    const std::string& run_id() const { return facts_.info.run_id; }
    const RunFacts& facts() const { return facts_; }

    // One training step. nullopt when `stop` came while it waited for images: nothing has changed
    // then. Losses that are not finite are an Error; the state is spoilt and must not be saved.
    std::optional<LossSample> step(const std::stop_token& stop);
    // As StepEngine::take_note.
    std::string take_note() { return engine_->take_note(); }
    // Keeps the sample for the metrics and starts the periodic checkpoint, sheet and light snapshot
    // of the step.
    void record(const LossSample& sample);
    void set_rates(const LiveSettings& live);

    // Copies the state for the saver; false when the one before is still being written. An Error
    // if a weight is not finite.
    bool save();
    // Publishes the live snapshot if somebody looks and it is not too soon; `resting`: no step is
    // being made, so that it cannot cost any.
    void publish_live_if_wanted(bool resting);
    // Hands metrics on, at most once a second; retries what the disk refused.
    void housekeeping();
    // The newest batch, as the network saw it; null before the first step.
    std::shared_ptr<const RealImages> real_images() const;
    // Mean pairwise distance of the fakes relative to that of the real images, of a step not long
    // ago (relative_spread); NaN before the first.
    double sample_spread() const { return sample_spread_; }
    std::shared_ptr<const SaverReport> saver_report() const { return saver_.report(); }

    // Writes metrics and, if asked, a checkpoint, and waits for the disk. Empty, or why the
    // checkpoint could not be written.
    std::string finish(bool save);
    // After an Error out of step() or save(): false if the last finished step can still be saved.
    bool spoilt() const { return spoilt_; }

  private:
    using Clock = std::chrono::steady_clock;

    void publish_live();
    void keep_light_snapshot();
    Checkpoint checkpoint();

    TrainingState state_;
    Arithmetic arithmetic_;
    std::unique_ptr<StepEngine> engine_;
    RunFacts facts_;
    ModelRegistry& registry_;
    std::unique_ptr<BatchLoader> loader_;
    std::unique_ptr<TraceRecorder> trace_;
    Saver saver_;
    std::shared_ptr<const ImageBatch> last_batch_;
    std::vector<LossSample> unsaved_metrics_;
    Clock::time_point segment_start_, last_metrics_, next_retry_;
    LivePace live_pace_;
    std::chrono::seconds retry_pause_{0};
    std::int64_t failed_step_ = -1;
    std::int64_t live_step_ = -1;
    double sample_spread_ = std::numeric_limits<double>::quiet_NaN();
    bool checkpoint_due_ = false;
    bool snapshot_due_ = false;  // and not handed over yet: the saver was behind
    bool spoilt_ = false;
};

}  // namespace zscope::detail
