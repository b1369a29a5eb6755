// SPDX-License-Identifier: MIT
#pragma once

#include <cstdint>
#include <string>
#include <variant>
#include <vector>

#include "core/session/recipe.h"

namespace zscope::ui {

// What a picture shows: the Session's state of a tool, or samples of one's own.
struct PictureOf {
    RecipeTool tool = RecipeTool::sample;
    std::vector<SampleId> samples = {};  // of RecipeTool::sample, ::before_after (none: the grid)
    double truncation = 1.0;             // of those
    RecipeLayout layout = {};
};

// Drawn anew in reference arithmetic, as a job; the recipe goes into the file.
struct SavePicture {
    PictureOf what;
    std::string name;  // suggested: "interpolation.png"
};
// To the clipboard: the command that makes the same file.
struct CopyCommand {
    PictureOf what;
    std::string name;
};
enum class MovingAs { gif, webp, mp4, frames };
// Of RecipeTool::path or ::walk: rendered frame by frame at a fixed time step.
struct SaveMoving {
    RecipeTool tool = RecipeTool::path;
    MovingAs as = MovingAs::gif;
    double fps = 25.0;
    std::int64_t scale = 1;
    bool copy_command = false;  // only the command for it, to the clipboard
};
using ExportWish = std::variant<SavePicture, CopyCommand, SaveMoving>;

// What is being written, and what became of the last.
struct ExportView {
    std::int64_t job = 0;                  // that goes on, in Frame::jobs; 0: none
    RecipeTool tool = RecipeTool::sample;  // whose
    std::string saved;                     // "Saved as …", of the last; empty: none yet
    std::string error;                     // why the last failed
};

}  // namespace zscope::ui
