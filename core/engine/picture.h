// SPDX-License-Identifier: MIT
#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <span>
#include <stop_token>
#include <string>
#include <vector>

#include "core/engine/direction_judge.h"
#include "core/engine/sampling.h"
#include "core/image/image.h"
#include "core/io/clips/clip.h"
#include "core/session/picture_plan.h"
#include "core/session/recipe.h"
#include "core/session/recipe_command.h"

namespace zscope {

// Pictures as files show them: by the Sampler, in reference arithmetic, put together by
// core/image/grid. `stop` ends the work as an Error "stopped"; `share` is told 0…1.

// Images of z (N, nz), each drawn alone: what an image is must not depend on which others are
// drawn with it, and the last bit of a pass of many does.
HostTensor draw_each(Sampler& sampler, std::span<const float> z, std::span<const Edit> edits = {},
                     const std::stop_token& stop = {}, const ShareDone& share = {});

// Rows of a (N, C, H, W) tensor as tiles.
using Tiles = std::vector<std::shared_ptr<const ImageRgba8>>;
Tiles tiles_of(const HostTensor& images);

// What a plan's z must fit.
LatentSpace space_of(const ModelSnapshot& model);
// Who draws, for a recipe. An Error where there are no averaged weights and they are asked for.
RecipeModel recipe_model(const ModelSnapshot& model, Weights weights, std::string path);
// Whose id this is, `first` if it is theirs too; nullopt if the model has no weights of it.
std::optional<Weights> weights_with_id(const ModelSnapshot& model, const std::string& id,
                                       Weights first = Weights::automatic);

// A picture of more than 2^28 pixels is an Error.
ImageRgba8 draw_picture(Sampler& sampler, const PicturePlan& plan, const std::stop_token& stop = {},
                        const ShareDone& share = {});

// The plan of any recipe; of a path at equal speed images are drawn to measure its pace.
PicturePlan plan_recipe(Sampler& sampler, const Recipe& recipe, const std::stop_token& stop = {},
                        const ShareDone& share = {});

// The frames of a path or a walk at a fixed time step, layout.fps > 0: z (N, nz), what the
// generator takes. At most 10,000, else an Error.
std::vector<float> clip_latents(Sampler& sampler, const Recipe& recipe,
                                const std::stop_token& stop = {}, const ShareDone& share = {});
// Those frames, with the recipe in the clip, and in each frame that is saved by itself the recipe
// of that sample.
Clip draw_clip(Sampler& sampler, const Recipe& recipe, const std::stop_token& stop = {},
               const ShareDone& share = {});
// What a clip of these frames carries. z: (N, nz).
ClipRecipes recipes_of(const Recipe& recipe, std::vector<float> z, std::int64_t nz);

// Images a segment, where nobody says otherwise.
inline constexpr int kPaceProbes = 64;
// By how the images change, measured on `probes` images a segment that `draw` makes of positions.
PathPace measured_pace(const LatentPath& path, int probes,
                       const std::function<HostTensor(std::span<const double>)>& draw);

}  // namespace zscope
