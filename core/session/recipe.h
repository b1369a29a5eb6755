// SPDX-License-Identifier: MIT
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "core/session/action.h"
#include "core/session/direction_book.h"
#include "core/session/sample_book.h"
#include "core/session/session.h"

namespace zscope {

// What a picture shows: a part of the Session, by the tool that a person made it with.
enum class RecipeTool {
    sample,       // the selection, each by the Session's truncation
    samples,      // the grid
    interpolate,  // the strip from A to B in the chosen mode
    calculate,    // the mean of each term, the result with noise around it, spread, control
    directions,   // each target before and after
    path,         // images along each segment
    sheet,
    walk,          // the steps up to where it rests
    before_after,  // the selection, else the grid: without the edits, with them, the difference
};
std::string_view word_of(RecipeTool tool);  // "interpolate"

// The model that drew it.
struct RecipeModel {
    std::string id;                        // of the weights that were shown (io/model_id.h)
    std::string name;                      // for people
    Weights weights = Weights::automatic;  // raw or ema, once it is known which
    std::string path;                      // where it was last seen; only a hint
    bool operator==(const RecipeModel&) const = default;
};

// How many images, and how they are put together. 0: what the tool has of its own.
struct RecipeLayout {
    std::int64_t columns = 0;  // images in a row; of before_after, samples
    std::int64_t rows = 0;     // of a sheet
    // Of a strip (9), of spread and control each (12), of a segment of a path (8), of a walk: at
    // most, those up to where it rests (16); of a walk that moves, its steps (clip_steps()).
    std::int64_t images = 0;
    std::int64_t gap = 2;    // pixels between images and around them
    std::int64_t scale = 1;  // whole-number zoom
    bool spread = false, control = false;
    // Of a path or a walk: its frames at this many a second, as a clip shows them; as a still
    // picture all of them in one sheet. 0: the tool's still picture.
    double fps = 0.0;
    bool operator==(const RecipeLayout&) const = default;
};
inline constexpr std::int64_t kMostRecipeImages = 10'000, kMostRecipeColumns = 4096;
inline constexpr double kLeastRecipeFps = 0.1, kMostRecipeFps = 120.0;
inline constexpr std::int64_t kMostRecipeSide = 64, kMostRecipeGap = 256, kMostRecipeScale = 16;

// Everything that it takes to make a picture again, wherever the library is: a part of a Session,
// with what its ids stand for. A value.
struct Recipe {
    RecipeTool tool = RecipeTool::sample;
    RecipeModel model;
    Session session;  // only the tool's part and the edits, all else as it was made
    std::vector<Sample> samples;
    std::vector<KeptDirection> directions;
    RecipeLayout layout;
    std::string arithmetic = "reference";  // that drew it
    bool operator==(const Recipe&) const = default;
};

// The part of a Session that a picture of `tool` needs: of the directions those that do something.
Session recipe_part(RecipeTool tool, const Session& session);

// An Error names a sample or a direction that is not in the books any more. Pure.
Recipe make_recipe(RecipeTool tool, const Session& session, const SampleBook& samples,
                   const DirectionBook& directions, RecipeModel model, RecipeLayout layout = {});

// An Error unless the ids of `session` are among the samples and directions, each once, and the
// layout is within its limits. `where` begins the message.
void check_recipe(const Recipe& recipe, std::string_view where);

// The same recipe by ids of these books, which get what they lack.
Recipe in_books(Recipe recipe, SampleBook& samples, DirectionBook& directions);

// What brings a Session to the recipe's state, for a recipe in_books(): to be applied in one
// gesture. The model is the caller's matter. Directions that the recipe does not use stay, at 0; of
// the tray only what a picture of the tray shows.
std::vector<ActionKind> recipe_actions(const Recipe& recipe, const Session& now);

// For people, a few lines: what it shows, of which model, from which samples.
std::string describe(const Recipe& recipe);

}  // namespace zscope
