// SPDX-License-Identifier: MIT
#pragma once

#include <nlohmann/json.hpp>

#include <cstdint>
#include <filesystem>
#include <optional>
#include <string>

#include "core/config/train_config.h"
#include "core/messages/training.h"
#include "ui/frame.h"

namespace zscope::ui {

enum class SourceKind { shipped, opened, folder, world };

// The opened model, as far as training can use it: as a source of images, or to train on.
struct OpenedForTraining {
    std::string path;  // empty: none is opened
    std::string name;
    bool trainable = false;  // it has a file to start from; without a D it gets a new one
    bool has_d = false;
    std::int64_t size = 0, channels = 0, nz = 0;
    std::string prior;
};
OpenedForTraining opened_for_training(const Session& session, const ModelView& model);

// The run that a checkpoint lies in, and the step of its newest checkpoint, from which it would go
// on. Looks at the disk; nullopt for any other file.
struct RunOnDisk {
    std::filesystem::path dir;
    std::int64_t step = 0;
};
std::optional<RunOnDisk> run_of_checkpoint(const std::filesystem::path& file);
// Goes on from the newest checkpoint; what decides the numbers comes from the run.
TrainerStart resume_of(const std::filesystem::path& run_dir, std::int64_t total_steps);

// What the Train panel's form holds before a run starts. Pure values.
struct TrainForm {
    SourceKind source = SourceKind::shipped;
    std::string folder;   // or a file that holds a data set
    std::string exclude;  // a file with names of images of `folder` to leave out, or empty
    std::string world = "world:faces";  // with its options, as the command line has it
    bool train_on = false;              // start from the opened model's G and D
    // Paths that a run of before was started with: instead of the opened model, whatever that is.
    std::string kept_source, kept_init;
    TrainConfig config;
    std::int64_t total_steps = 0;  // 0: until stopped

    // DATA as the command line has it: a folder, "world:…", "model" or "model:PATH".
    DataSpec data(const OpenedForTraining& opened) const;
    std::string world_title() const;  // "Faces"; the word itself if it names no world
    // What a press of Start sends.
    TrainerStart start(const OpenedForTraining& opened) const;
    // Why it cannot start, as a sentence; empty if it can. `folder_exists`: checked by the caller.
    std::string problem(const OpenedForTraining& opened, bool folder_exists) const;

    // What `run` was started with, so that it can start over.
    void take_run(const TrainerStatus& run);

    nlohmann::json to_json() const;
    // Takes what is there; "data" may be a folder, "world:…", "model" or "model:…", and without an
    // "exclude" nothing of it is left out. What cannot be read stays as it was.
    void take_json(const nlohmann::json& json);
};

// What to do about a failed run, from what it said.
std::string advice_for_failure(const std::string& message);

}  // namespace zscope::ui
