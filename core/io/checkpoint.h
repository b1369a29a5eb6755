// SPDX-License-Identifier: MIT
#pragma once

#include <cstdint>
#include <filesystem>
#include <optional>
#include <string>
#include <vector>

#include "core/config/train_config.h"
#include "core/io/safetensors.h"
#include "core/model/host_tensor.h"

namespace zscope {

// Everything that training needs to go on exactly, in one safetensors file:
// G.*, G_ema.*, D.*, adam.G.exp_avg.*, adam.G.exp_avg_sq.*, adam.D.…; the rest as metadata
// (format=zscope, version, config, step, position, provenance, run_id). Draws need no stream
// state: z, shuffle and crops are pure functions of (seed, step) or (seed, epoch, index).
struct Checkpoint {
    TrainConfig config;
    std::int64_t step = 0;
    std::int64_t position = 0;  // images consumed
    std::string run_id;
    std::string provenance;
    std::string data;     // DataSpec text
    std::string exclude;  // DataSpec list, or empty
    NamedTensors g, g_ema, d;
    NamedTensors adam_g_exp_avg, adam_g_exp_avg_sq, adam_d_exp_avg, adam_d_exp_avg_sq;
};

void write_checkpoint(const std::filesystem::path& path, const Checkpoint& checkpoint);
// Checks that every tensor that the configuration calls for is there with its shape, finite.
Checkpoint read_checkpoint(const std::filesystem::path& path);

// "step-000500.safetensors"
std::string checkpoint_file_name(std::int64_t step);
// Checkpoints of a run folder, newest first (by step). Does not open them.
std::vector<std::filesystem::path> list_checkpoints(const std::filesystem::path& run_dir);
// The newest that reads without an error; the reasons for those passed over go to `skipped`.
std::optional<std::filesystem::path> newest_valid_checkpoint(const std::filesystem::path& run_dir,
                                                             std::vector<std::string>* skipped);

}  // namespace zscope
