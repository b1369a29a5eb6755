// SPDX-License-Identifier: MIT
#pragma once

#include <filesystem>
#include <string>

#include "core/model/snapshot.h"

namespace zscope {

// MODEL of the command line → the file to read: "default" (the shipped model), a file, or a run
// folder (its newest valid checkpoint). An Error says what was looked for where.
std::filesystem::path resolve_model(const std::string& model);

// Opens a zscope checkpoint, an exported or foreign safetensors file, or a PyTorch zip archive, by
// its content. The architecture is read off the tensors' names and shapes: any chain of
// ConvTranspose2d (+ BatchNorm) that ends at 1 or 3 channels. What cannot be a DCGAN generator is
// an Error that says which tensor and why. Thread-safe.
SnapshotPointer open_model(const std::filesystem::path& path);

}  // namespace zscope
