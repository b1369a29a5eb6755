// SPDX-License-Identifier: MIT
#pragma once

#include <cstdint>
#include <filesystem>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "core/model/snapshot.h"

namespace zscope {

// How a moment of a run is kept on the disk. light: snapshots/step-000500.safetensors, G and its
// average rounded to bf16, on a schedule (snapshot_schedule.h), thinned out under a budget.
// pinned: snapshots/pinned-000500.safetensors, kept until somebody unpins it; in fp32 and with D
// when it was frozen, or a checkpoint of the step was there. checkpoint: checkpoints/….
enum class MomentKind { light, pinned, checkpoint };

struct RunMoment {
    std::int64_t step = 0;
    MomentKind kind = MomentKind::light;
    std::filesystem::path path;
    std::int64_t bytes = 0;
    bool operator==(const RunMoment&) const = default;
};

// What a run folder has, by growing step, one a step: pinned goes before light, light before a
// checkpoint (which may be gone tomorrow). Opens no file; an unreadable folder has none.
std::vector<RunMoment> list_moments(const std::filesystem::path& run_dir);
// The moment of this step; nullopt if the folder has none.
std::optional<RunMoment> find_moment(const std::filesystem::path& run_dir, std::int64_t step);

// Written as a zscope file of kind "snapshot": `run_id`, step, prior, architectures, and for a
// light one `precision` bf16 with the ids of the weights that were rounded (`rounded_from`,
// `rounded_from_ema`): rounded, the model has ids of its own. A number that is not finite is an
// Error, and no file. open_model() reads it. Any thread.
void write_light_snapshot(const std::filesystem::path& run_dir, const ModelSnapshot& model,
                          const std::string& run_id);
// In fp32, with D where the model has one. A light one of the same step goes.
void write_pinned_snapshot(const std::filesystem::path& run_dir, const ModelSnapshot& model,
                           const std::string& run_id);

// Keeps the moment of this step from now on: in fp32 if its checkpoint is there, else as it is. An
// Error if the folder has none. Pinned already: nothing happens.
void pin_moment(const std::filesystem::path& run_dir, std::int64_t step);
// Gives a pinned one back to the schedule: it may be thinned out again. One in fp32 is rounded.
void unpin_moment(const std::filesystem::path& run_dir, std::int64_t step);

// Deletes light ones until they take at most `budget_bytes` (snapshots_to_thin).
void thin_snapshots(const std::filesystem::path& run_dir, std::int64_t budget_bytes);
// Rolled back to `step`: later ones, pinned too, go to snapshots/set-aside. How many.
std::int64_t set_aside_snapshots(const std::filesystem::path& run_dir, std::int64_t step);

// "runs/faces@500" → the folder and the step; nullopt for what has no such end. Pure.
struct StepOfRun {
    std::filesystem::path run_dir;
    std::int64_t step = 0;
};
std::optional<StepOfRun> split_run_step(std::string_view text);

}  // namespace zscope
