// SPDX-License-Identifier: MIT
#pragma once

#include <CLI/CLI.hpp>

#include <cstdint>
#include <filesystem>
#include <span>
#include <string>
#include <vector>

#include "core/latent/latent_source.h"
#include "core/model/snapshot.h"

namespace zscope::app {

// What S means in the help of every command that takes latents.
inline constexpr const char* kLatentHelp =
    "A latent: a seed (7), a row of one (7:3, as `zscope sample --seed 7` draws it; 7:3/1000 of a "
    "thousand), or FILE.safetensors:ROW (tensor \"z\").";

// z (nz numbers) of a source for this model: drawn of its prior, or read. A file's path is taken
// from `folder` if it is relative. An Error if the file has no such row or another nz.
std::vector<float> latent_of(const LatentSource& source, const ModelSnapshot& model,
                             const std::filesystem::path& folder = {});

// --label of a conditional model, one for all images; without labels nothing is added.
struct LabelArgument {
    std::int64_t label = 0;
    void add_to(CLI::App& command);
    // z (N, nz) → what the generator takes.
    std::vector<float> join(std::span<const float> z, const ModelSnapshot& model) const;
};

}  // namespace zscope::app
