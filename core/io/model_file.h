// SPDX-License-Identifier: MIT
#pragma once

#include <filesystem>
#include <string>

#include "core/io/network_layout.h"
#include "core/model/snapshot.h"

namespace zscope {

// MODEL of the command line → the file to read: "default" (the shipped model), a file, a run folder
// (its newest valid checkpoint), or RUN@STEP (the snapshot or checkpoint of that step). An Error
// says what was looked for where.
std::filesystem::path resolve_model(const std::string& model);

// Opens a zscope checkpoint, an exported or foreign safetensors file, or what torch.save wrote (zip
// or the older stream of pickles), by its content. The architecture is read off the tensors' names
// and shapes (network_layout.h); `hints` says what a foreign file leaves open. What cannot be a
// DCGAN generator is an Error with a table of what was found and what was expected. Thread-safe.
SnapshotPointer open_model(const std::filesystem::path& path, const GeneratorHints& hints = {});

}  // namespace zscope
