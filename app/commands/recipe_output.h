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

// Recipes for what the command line draws, so that its files, too, can be dropped on the window and
// replayed.
class RecipeMaker {
  public:
    RecipeMaker(const ModelArgument& argument, const ModelSnapshot& model);

    // The id of a sample with this z, weight and label included, which is from this source.
    SampleId sample(const std::vector<float>& z, const WeightedSource& from);
    DirectionId direction(const Direction& direction);
    Recipe make(RecipeTool tool, const Session& session, const RecipeLayout& layout) const;

  private:
    RecipeModel who_;
    ModelRef ref_;
    std::int64_t nz_;  // without labels
    SampleBook samples_;
    DirectionBook directions_;
};

// Draws the recipe and writes the PNG with the recipe in it, with progress and Ctrl-C.
void write_picture(const std::filesystem::path& out, Sampler& sampler, const Recipe& recipe);

}  // namespace zscope::app
