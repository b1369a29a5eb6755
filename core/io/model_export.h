// SPDX-License-Identifier: MIT
#pragma once

#include <filesystem>
#include <string_view>

#include "core/model/snapshot.h"

namespace zscope {

// Writes one network, part "G", "G_ema" or "D", as safetensors under the bare names of the PyTorch
// example ("main.0.weight"), which Python loads in one line; metadata: format=pt, part, id, name,
// provenance, step, prior. A part that the model lacks, or another word, is an Error.
void export_part(const ModelSnapshot& model, std::string_view part,
                 const std::filesystem::path& path);

// Rewrites any model that open_model() reads in zscope's own form: G.*, and G_ema.* and D.* where
// there; metadata: format=zscope, kind=model. The model id stays the same.
void import_model(const std::filesystem::path& in, const std::filesystem::path& out);

}  // namespace zscope
