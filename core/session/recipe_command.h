// SPDX-License-Identifier: MIT
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "core/session/recipe.h"
#include "core/session/tool_latents.h"

namespace zscope {

// "Copy as command line". A word as a shell takes it: in quotes where it needs some.
std::string shell_word(std::string_view text);

// The zscope command that draws the same picture from seeds alone, pixel for pixel; nullopt where
// there is none (edits, samples that are of no seed, a tool that the command line lacks): then
// `zscope replay` does it. `model`: as the command line names it. Pure.
std::optional<std::string> picture_command(const Recipe& recipe, const LatentSpace& space,
                                           std::string_view model, std::string_view out);

// A path or a walk that moves (layout.fps > 0). Of a walk: images put between two steps, so that it
// goes as fast as it plays.
std::int64_t images_between(const WalkState& walk, double fps);
// Of a walk: how many steps the clip shows: as many as the layout says, or a loop once, else those
// up to where it rests, at least 16.
std::int64_t clip_steps(const Recipe& recipe);
// The command for that clip; of a path, whose file (zscope-path) is `path_file`.
std::optional<std::string> clip_command(const Recipe& recipe, const LatentSpace& space,
                                        std::string_view model, std::string_view path_file,
                                        std::string_view out);

// The text of that path file: key points of seeds as seeds, others by their numbers. nullopt for a
// conditional model, whose labels it cannot hold, and with edits.
std::optional<std::string> path_file_text(const Recipe& recipe, const LatentSpace& space);

}  // namespace zscope
