// SPDX-License-Identifier: MIT
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "ui/frame.h"
#include "ui/panels/grid_latents.h"

namespace zscope::ui {

// What the Directions panel draws, as latents: each target as it is, and as the directions make it.
struct DirectionRows {
    std::vector<SampleId> targets;      // samples that are shown, at most kMostTargets
    SharedZ before, after;              // (targets, nz)
    std::vector<std::string> left_out;  // names of directions that do nothing here
};
inline constexpr std::size_t kMostTargets = 24;

// The Session's target: the selected sample (else the grid's first), the tray, or the walk's start.
// nz: labels included, which directions leave as they are.
DirectionRows direction_rows(const Session& session, const SampleBook& samples,
                             const DirectionBook& book, std::int64_t nz, std::int64_t labels = 0);

// "+3.0 smile, −1.5 hat": what the sliders say; empty where all are at 0.
std::string strengths_text(const DirectionsState& state, const DirectionBook& book);

// The attribute that a direction is about, for an oracle that knows `attributes`: its own, or the
// one of its name. Pure.
std::string attribute_of(const Direction& direction, const std::vector<std::string>& attributes);

// "68 % (control 12 %)": success of the last trial; empty without one.
std::string quality_text(const DirectionVerdict& verdict);

// A line of the table of a trial.
struct VerdictLine {
    std::string what, direction, control;
    bool stands_out = false;  // the intervals of direction and control do not meet
};
std::vector<VerdictLine> verdict_lines(const DirectionVerdict& verdict);

}  // namespace zscope::ui
