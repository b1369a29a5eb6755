// SPDX-License-Identifier: MIT
#pragma once

#include <cstdint>
#include <filesystem>
#include <optional>
#include <string>
#include <vector>

#include "app/commands/model_argument.h"
#include "core/engine/picture.h"
#include "core/latent/latent_source.h"
#include "core/session/recipe.h"

namespace zscope::app {

// Recipes for what the command line draws, so that its PNG files, too, can be dropped on the window
// and replayed. A sample of a Session needs an origin; what has none (a weighted latent, a label)
// makes no recipe, and the picture is written without one.
class RecipeMaker {
  public:
    RecipeMaker(const ModelArgument& argument, const ModelSnapshot& model);

    // The id of a sample with this z, from this source. A latent with a weight is no sample.
    SampleId sample(const std::vector<float>& z, const LatentSource& source);
    Recipe make(RecipeTool tool, const Session& session, const RecipeLayout& layout) const;

  private:
    RecipeModel who_;
    ModelRef ref_;
    SampleBook samples_;
};

// Draws the recipe's plan and writes the PNG with the recipe in it, with progress and Ctrl-C.
void write_picture(const std::filesystem::path& out, Sampler& sampler, const Recipe& recipe);

}  // namespace zscope::app
