// SPDX-License-Identifier: MIT
#pragma once

#include <optional>
#include <string>

#include "ui/frame.h"
#include "ui/gl/tile_atlas.h"

namespace zscope::ui {

// What a person sets of a walk: where it starts, what kind it is, how far and fast it goes.
struct WalkForm {
    std::optional<WalkState> state;  // as it was set, in this frame
    bool held = false;               // a slider of the walk's shape is in the hand
};
// `start` is the atlas whose tile 0 is the start's image, if there is one; `of_d`: what is known of
// D's opinion.
WalkForm draw_walk_form(Frame& frame, const TileAtlas& start, const std::string& of_d);

const char* name_of(WalkKind kind);  // "Smooth"
// Another walk altogether: kind, seed, step size or steps around differ. Pure.
bool other_shape(const WalkState& a, const WalkState& b);

}  // namespace zscope::ui
