// SPDX-License-Identifier: MIT
#pragma once

#include <cstddef>
#include <optional>
#include <string>

#include "core/session/tool_latents.h"
#include "ui/frame.h"
#include "ui/gl/tile_atlas.h"

namespace zscope::ui {

// What the panels of Path, Sheet and Walk share.

LatentSpace space_of(const ModelView& model);
const DirectionBook& directions_of(const Frame& frame);  // an empty one where there is none

const char* name_of(PathMode mode);  // "slerp", "lerp", "classic slerp"
// A radio button for each, in the line; the one that was clicked.
std::optional<PathMode> mode_choice(PathMode now);

// A place for one sample of a tool: its card, or an empty frame. A sample that cannot be drawn has
// no tile and says why.
struct SampleSlot {
    SampleId id = 0;                  // 0: none yet
    std::optional<std::size_t> tile;  // of the atlas
    const char* empty = "Drop here";
    const char* drop = "Use here";  // while one is carried
    float side = 64.0F;             // pixels
};
// Draws it; what was dropped on it. The last item is the slot.
std::optional<SampleId> sample_slot(Frame& frame, const TileAtlas& atlas, const SampleSlot& slot);

// What a person wants of something that plays.
struct PlayWish {
    bool toggle = false;
    int steps = 0;  // −1 back, +1 forward
};
// Buttons for it in the line, and its keys: Space, comma, full stop (not while a control has them).
PlayWish play_controls(bool playing, bool possible, const char* what_a_step_is);

}  // namespace zscope::ui
