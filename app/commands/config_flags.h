// SPDX-License-Identifier: MIT
#pragma once

#include <CLI/CLI.hpp>

#include <string>
#include <vector>

#include "core/config/train_config.h"

namespace zscope::app {

// Every field of the configuration as a flag: lr_g → --lr-g, with its range, unit and help.
// `config` must outlive the parser.
void add_config_flags(CLI::App& command, TrainConfig& config);

// Keys of the fields that were given on the command line.
std::vector<std::string> given_fields(const CLI::App& command);

// Copies the named fields of `from` into `to`.
void copy_fields(const TrainConfig& from, const std::vector<std::string>& keys, TrainConfig& to);

}  // namespace zscope::app
