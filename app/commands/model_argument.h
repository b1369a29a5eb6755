// SPDX-License-Identifier: MIT
#pragma once

#include <CLI/CLI.hpp>

#include <cstdint>
#include <filesystem>
#include <string>
#include <vector>

#include "core/engine/sampling.h"
#include "core/image/image.h"
#include "core/model/snapshot.h"

namespace zscope::app {

// MODEL and --weights, the same for every command that reads a model.
struct ModelArgument {
    std::string model = "default";
    std::string weights = "auto";

    void add_to(CLI::App& command);
    SnapshotPointer open() const;  // an Error says what was looked for where
    Weights which() const;
};

// A check for the option of a seed: a whole number that 64 bits hold, as torch.manual_seed wants.
CLI::Validator seed_check();

// Where images go: a sheet (.png) or numbers for other programs (.safetensors, tensor "images",
// (N, C, H, W), float, −1…1).
struct SheetOptions {
    std::filesystem::path out;
    int columns = 0;  // 0: about square
    int scale = 1;
    int gap = 2;  // pixels between images and around them

    void add_to(CLI::App& command);
    void check() const;  // the extension; before any work is done; throws UsageError
    void write(const HostTensor& images) const;
};

}  // namespace zscope::app
