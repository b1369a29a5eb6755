// SPDX-License-Identifier: MIT
#pragma once

#include <cstdint>
#include <string>

#include "ui/frame.h"

namespace zscope::ui {

// Which run's timeline is shown: that of the Session's model, else the one that was opened last or
// is in training; empty if there is none. Pure.
std::string timeline_run(const Frame& frame);

// Where the Session stands on a timeline. Pure.
struct TimelinePosition {
    std::size_t index = 0;  // of the moment, or of the nearest before it
    bool newest = false;    // it follows the run, or is the run's opened model: no moment is chosen
};
TimelinePosition timeline_position(const TimelineView& view, const Session& session);

// "0", "820", "1.2k", "33k", "1.5M": at most four characters for the steps of the schedule. Pure.
std::string short_step(std::int64_t step);

// Rows of square pictures, each with a line of `label` pixels below it, all in sight if they can be
// `smallest` or larger; never larger than `largest`. Pure.
struct FilmLayout {
    int columns = 1;
    float tile = 48.0F;
};
FilmLayout film_layout(float width, float height, int count, float gap, float label, float smallest,
                       float largest);

}  // namespace zscope::ui
