// SPDX-License-Identifier: MIT
#pragma once

#include <optional>
#include <span>
#include <string>

#include "core/model/architecture.h"
#include "core/model/edit.h"
#include "core/model/snapshot.h"

namespace zscope {

// Why this edit cannot become a part of the weights; nullopt: it can. Whole maps can be scaled
// (ablation is a factor of 0) and held: what follows a map is linear in it. A region cannot, for a
// convolution treats all places alike; nor can what adds to a map, for at the borders fewer taps
// reach it than inside; nor what depends on the map itself (invert).
std::optional<std::string> cannot_bake(const Edit& edit, const Architecture& generator);

// A generator that draws without edits what this one draws with them: in exact arithmetic the same
// images, in fp32 within rounding. A unit that is ablated whole loses its own weights too, so that
// no later scaling brings it back. Both raw and averaged weights; D stays. `name`, `provenance` and
// the ids are those of the model it is made from, the caller's to change. An Error names the edit
// that cannot be baked, or a unit that the model has not. Pure; any thread.
ModelSnapshot bake_edits(const ModelSnapshot& model, std::span<const Edit> edits);

}  // namespace zscope
