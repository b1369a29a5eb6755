// SPDX-License-Identifier: MIT
#pragma once

#include <array>
#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "core/latent/path.h"
#include "core/latent/sheets.h"
#include "core/latent/walk_kinds.h"
#include "core/session/direction_book.h"
#include "core/session/sample_book.h"
#include "core/session/tool_states.h"

namespace zscope {

// What a person set, as values of core/latent: from the state of a tool, the books of what its ids
// stand for, and what the model takes. Pure. What does not fit is an Error that names it: a sample
// that is not chosen or not there any more, one of another model, a direction likewise.

struct LatentSpace {
    std::int64_t nz = 100;    // numbers that the model takes per image, labels included
    std::int64_t labels = 0;  // of those, the last: the label of a conditional model, one-hot
    std::string prior = "normal";
    bool operator==(const LatentSpace&) const = default;
};

// z (nz) of one sample; `what` is its part in the tool, for the message: "key point 2".
std::vector<float> sample_latent(SampleId id, const SampleBook& samples, const LatentSpace& space,
                                 std::string_view what);

// Checked as check_path() does: 2 to 16 key points.
LatentPath path_of(const PathState& state, const SampleBook& samples, const LatentSpace& space);

// Both kinds of sheet. Of a conditional model directions leave the label as it is.
struct SheetPlan {
    bool of_directions = false;
    PathMode mode = PathMode::slerp;
    std::array<std::vector<float>, 4> corners;  // top left, top right, bottom left, bottom right
    std::vector<float> origin;
    std::vector<float> right, down;  // what a strength of 1 adds
    SheetSpan span;                  // of strengths
    bool operator==(const SheetPlan& other) const;

    std::vector<float> rows(SheetSize size) const;    // (rows·columns, nz)
    std::vector<float> at(double x, double y) const;  // 0…1 from the top left
    // Strengths of both directions there.
    double strength_at(double share) const { return span.first + share * (span.last - span.first); }
};
SheetPlan sheet_of(const SheetState& state, const SampleBook& samples,
                   const DirectionBook& directions, const LatentSpace& space);

struct WalkPlan {
    std::vector<float> start;  // (nz − labels): what walks
    std::vector<float> label;  // (labels): stays
    std::string prior;
    WalkSettings settings;
    bool operator==(const WalkPlan& other) const;

    SteppedWalk walk() const { return {start, prior, settings}; }
    std::vector<float> with_label(std::span<const float> z) const;  // (N, nz − labels) → (N, nz)
};
WalkPlan walk_of(const WalkState& state, const SampleBook& samples, const LatentSpace& space);

}  // namespace zscope
