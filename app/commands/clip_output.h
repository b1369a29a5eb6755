// SPDX-License-Identifier: MIT
#pragma once

#include <CLI/CLI.hpp>

#include <filesystem>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "core/engine/picture.h"
#include "core/engine/sampling.h"
#include "core/image/image.h"
#include "core/model/host_tensor.h"
#include "core/session/recipe.h"

namespace zscope::app {

// Images of latents (N, inputs), with progress on stderr; Ctrl-C is an Error.
HostTensor draw_images(Sampler& sampler, std::span<const float> inputs);

// Where pictures that belong together go: a still sheet or a clip by --out's ending, and one file a
// frame with --frames. Each file appears whole or not at all.
struct ClipOutput {
    std::filesystem::path out, frames;
    double fps = 30.0;
    int scale = 1;
    int columns = 0;  // of a sheet; 0: about square

    void add_to(CLI::App& command);
    void check() const;  // before any work: UsageError, or Error where ffmpeg is wanted and missing
    // `z`: (N, nz), labels included: tensor "z" of .safetensors. With a recipe each file but
    // .mp4 and .safetensors carries it.
    void write(const HostTensor& images, std::span<const float> z,
               const std::optional<Recipe>& recipe) const;
    // Of a recipe whose picture goes here.
    RecipeLayout layout() const;
    // "strip.png", "strip.png and frames/".
    std::string names() const;
};

}  // namespace zscope::app
