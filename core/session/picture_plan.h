// SPDX-License-Identifier: MIT
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <vector>

#include "core/image/grid.h"
#include "core/latent/equation.h"
#include "core/model/edit.h"
#include "core/session/recipe.h"
#include "core/session/tool_latents.h"

namespace zscope {

// A picture before it is drawn: latents, and where the image of each stands. The window's export,
// `zscope replay` and the commands that put a recipe into their picture draw the same plan, so that
// they cannot differ.
enum class PlaceShows { with_edits, without, difference };
struct PicturePlan {
    std::vector<float> z;             // (N, nz), what the generator takes, labels included
    std::vector<std::int64_t> cells;  // row of z in each place, line by line; −1: an empty place
    std::vector<PlaceShows> shows;    // of each place; empty: all with the edits
    GridLayout layout;
    std::vector<Edit> edits;
};

// Pure. `space`: of the model that will draw. An Error says what does not fit or is not chosen yet.
// Not of a clip (layout.fps > 0), whose frames may depend on how its images change:
// plan_recipe() in engine/picture.h plans both.
PicturePlan plan_picture(const Recipe& recipe, const LatentSpace& space);
// The frames of a clip, z (N, nz), as one sheet. Pure.
PicturePlan plan_of_frames(const Recipe& recipe, std::vector<float> z, std::int64_t nz);

// The blocks of an equation's sheet, below each other, an empty line between two.
struct PictureBlock {
    std::string title, name;  // for people; a short one: "z_means"
    std::vector<float> z;     // (N, nz)
    std::int64_t columns = 0;
};
// The mean of each term that has some, the 3 × 3 sheet of noise around the result, then, where they
// are asked for, the spread and the control, at most `samples` images of each.
struct EquationPicture {
    double noise = 0.25;
    std::uint64_t seed = 0;
    std::size_t samples = 9;
    bool spread = false, control = false;
};
std::vector<PictureBlock> equation_blocks(std::span<const LatentTerm> terms,
                                          const EquationPicture& picture);
// The places of those blocks, as PicturePlan::cells; `columns` gets the widest block's.
std::vector<std::int64_t> block_cells(std::span<const PictureBlock> blocks, std::int64_t& columns);

// z (count, nz) of steps first … first + count − 1 of a Session's walk, with the directions that it
// feels.
std::vector<float> walk_rows(const Session& session, const WalkPlan& plan,
                             const DirectionBook& directions, std::size_t first, std::size_t count);

}  // namespace zscope
