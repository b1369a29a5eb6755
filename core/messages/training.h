// SPDX-License-Identifier: MIT
#pragma once

#include <cstdint>
#include <filesystem>
#include <limits>
#include <optional>
#include <string>
#include <variant>
#include <vector>

#include "core/config/train_config.h"

namespace zscope {

// One training step's logged values (science of the step: DCGAN, section 4; train-mode D).
struct LossSample {
    std::int64_t step = 0;  // 1 after the first step
    double time_s = 0.0;    // since the start of this segment
    float loss_d = 0, loss_d_real = 0, loss_d_fake = 0, loss_g = 0;
    float d_x = 0, d_g_z1 = 0, d_g_z2 = 0;  // D(x), D(G(z)) before and after D's update
    float images_per_s = 0;
};

// Where images come from; the words of the command line's --data.
struct DataSpec {
    std::string text;  // a path (core/io/data/detect.h), "model" or "model:MODEL"
    // A file with names of images to leave out, or empty. Its value lets {text} alone make a whole.
    std::string exclude = "";  // NOLINT(readability-redundant-string-init)
    bool operator==(const DataSpec&) const = default;
};

struct TrainerStart {
    TrainConfig config;
    DataSpec data;
    std::filesystem::path run_dir;                     // empty: a new folder by date
    std::optional<std::filesystem::path> resume_from;  // a checkpoint
    bool resume = false;                               // newest valid checkpoint of run_dir
    // A resume takes the run's own configuration; of `config` only these keys count (what the
    // person set on the command line). What decides weights, images or Adam's past cannot change.
    std::vector<std::string> resume_keys;
    std::string init_model;        // MODEL whose G and D to train on, or empty
    std::int64_t total_steps = 0;  // 0: until stopped
};
struct TrainerPause {};
struct TrainerContinue {};
struct TrainerStep {  // so many steps, then pause
    std::int64_t count = 1;
};
struct TrainerStop {
    bool save = true;
};
struct TrainerSave {};
using TrainerCommand = std::variant<TrainerStart, TrainerPause, TrainerContinue, TrainerStep,
                                    TrainerStop, TrainerSave>;

// What may change while a run goes on; read between steps.
struct LiveSettings {
    double lr_g = 2e-4;
    double lr_d = 2e-4;
    double cpu_share = 1.0;
    bool operator==(const LiveSettings&) const = default;
};

enum class TrainerState { idle, preparing, running, paused, stopping, finished, failed };

struct TrainerStatus {
    TrainerState state = TrainerState::idle;
    std::string run_id;
    std::filesystem::path run_dir;
    TrainConfig config;
    LiveSettings live;
    LiveSettings start_rates;  // what `live` was at this start, for a reset
    std::int64_t runs = 0;     // started so far by this trainer, resumes and failures too
    std::string data;          // in words: "20,000 images drawn from DigiFace faces"
    DataSpec data_spec;        // that the run was started with, as run.json keeps it
    std::string init_model;    // MODEL that it was started from, or empty
    std::int64_t image_count = 0;
    std::int64_t step = 0;
    std::int64_t total_steps = 0;
    double images_per_s = 0.0;  // over the last few seconds
    // How much generated images differ from each other, relative to real ones; NaN: not known yet.
    double sample_spread = std::numeric_limits<double>::quiet_NaN();
    double progress = 0.0;              // of preparing, 0…1
    std::string message;                // what it does, or why it failed, for the person
    std::string problem;                // what goes wrong while it goes on (a disk), or empty
    std::vector<std::string> notes;     // what the person should know of this run, in order
    std::int64_t saved_step = -1;       // of the newest checkpoint safely on the disk, or −1
    std::string kernels;                // "reference", or what auto resolved to, with the precision
    std::vector<std::string> left_out;  // files that cannot be used, with the reason
};

}  // namespace zscope
