// SPDX-License-Identifier: MIT
#pragma once

#include <functional>
#include <memory>
#include <stop_token>
#include <string>
#include <vector>

#include "core/base/bounded_queue.h"
#include "core/engine/detail/arithmetic.h"
#include "core/engine/detail/training_state.h"
#include "core/engine/trainer.h"
#include "core/io/data/data_source.h"
#include "core/io/run_folder.h"
#include "core/messages/training.h"

namespace zscope::detail {

// What people and files are told about a run.
struct RunFacts {
    RunInfo info;
    std::filesystem::path run_dir;
    std::string data_description;
    std::int64_t image_count = 0;
    std::vector<std::string> left_out;
    std::shared_ptr<BoundedQueue<std::string>> gone_bad;  // as in OpenedData, may be null
    std::string kernels;
    std::vector<std::string> notes;  // what the person should know, one sentence each
    std::string provenance;
    bool resumed = false;
};

// A run with everything open and in memory, its folder locked, before its first step.
struct PreparedRun {
    TrainingState state;
    Arithmetic arithmetic;
    RunFacts facts;
    RunFolder folder;
    std::unique_ptr<DataSource> source;
    std::vector<LossSample> history;  // of a resumed run, up to its step
    std::filesystem::path trace_file;
    std::int64_t trace_steps = 0;
};

using PrepareProgress = std::function<void(double share, const std::string& what)>;

// Opens the data, makes or loads the networks, creates or locks the run folder. Runs on the trainer
// thread and may take minutes; `stop` ends it with an Error. A failure leaves no new folder behind.
PreparedRun prepare_run(const TrainerStart& start, const TrainerOptions& options,
                        const std::stop_token& stop, const PrepareProgress& progress);

}  // namespace zscope::detail
