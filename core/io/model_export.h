// SPDX-License-Identifier: MIT
#pragma once

#include <filesystem>
#include <string>
#include <string_view>

#include "core/io/network_layout.h"
#include "core/model/snapshot.h"

namespace zscope {

// automatic: by the file's ending, pth for .pth, .pt and .bin, else safetensors.
enum class ExportFormat { automatic, safetensors, pth };

// Writes one network, part "G", "G_ema" or "D", under the bare names of the PyTorch example
// ("main.0.weight"), which Python loads in one line: as safetensors (metadata: format=pt, part, id,
// name, provenance, step, prior) or as torch.save writes a state dict. A part that the model lacks,
// or another word, is an Error. Returns the id of what was written.
std::string export_part(const ModelSnapshot& model, std::string_view part,
                        const std::filesystem::path& path,
                        ExportFormat format = ExportFormat::automatic);

// G as it is shown (averaged from step 2,000) and D, where there, in zscope's own form and in bf16:
// a sixth of a checkpoint, for passing on. The rounded model has an id of its own; metadata
// "rounded_from" keeps the other. Returns the new id.
std::string export_light(const ModelSnapshot& model, const std::filesystem::path& path);

// The whole model in zscope's own form and in fp32: G.*, and G_ema.* and D.* where there; metadata:
// format=zscope, kind=model, architecture (architecture_json.h).
void write_model(const ModelSnapshot& model, const std::filesystem::path& path);

// Rewrites any model that open_model() reads as write_model() does. The model id stays the same.
// Returns what was read.
SnapshotPointer import_model(const std::filesystem::path& in, const std::filesystem::path& out,
                             const GeneratorHints& hints = {});

}  // namespace zscope
