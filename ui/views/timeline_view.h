// SPDX-License-Identifier: MIT
#pragma once

#include <cstdint>
#include <filesystem>
#include <memory>
#include <string>
#include <vector>

#include "core/image/image.h"
#include "core/io/run_snapshots.h"
#include "core/model/edit.h"
#include "core/model/snapshot.h"
#include "core/session/session.h"

namespace zscope::ui {

// One z through all that a run has kept: what the Timeline panel wants drawn.
struct TimelineRequest {
    std::string run_id;
    std::shared_ptr<const std::vector<float>> z;  // (nz); null, or of another nz: row 0 of `grid`
    GridState grid;
    std::vector<Edit> edits;
    Weights weights = Weights::automatic;
};

struct TimelineMoment {
    std::int64_t step = 0;
    MomentKind kind = MomentKind::light;
    std::shared_ptr<const ImageRgba8> image;  // G(z) of this step; null: not drawn yet
    std::string error;                        // why it cannot be drawn
    bool operator==(const TimelineMoment&) const = default;
};

// What a run has kept, by growing step. Immutable; made off the UI thread.
struct TimelineView {
    enum class State { none, reading, ready, failed } state = State::none;
    std::string run_id, run_name;
    std::filesystem::path folder;
    std::vector<TimelineMoment> moments;
    std::string error;  // failed: why
    std::int64_t size = 64;
    bool own_z = false;  // drawn from the request's z, not from the grid
    bool operator==(const TimelineView&) const = default;
};

}  // namespace zscope::ui
