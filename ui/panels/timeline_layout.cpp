// SPDX-License-Identifier: MIT
#include "ui/panels/timeline_layout.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

namespace zscope::ui {

std::string timeline_run(const Frame& frame) {
    const auto& which = frame.session.model.which;
    if (const auto* live = std::get_if<LiveModel>(&which)) return live->run_id;
    if (const auto* kept = std::get_if<RunSnapshot>(&which)) return kept->run_id;
    const bool trains =
        frame.trainer.state == TrainerState::running || frame.trainer.state == TrainerState::paused;
    if (trains) return frame.trainer.run_id;
    if (frame.opened_run != nullptr) return frame.opened_run->run_id;
    return frame.trainer.run_id;
}

TimelinePosition timeline_position(const TimelineView& view, const Session& session) {
    TimelinePosition position;
    if (view.moments.empty()) return position;
    position.index = view.moments.size() - 1;
    const auto* kept = std::get_if<RunSnapshot>(&session.model.which);
    position.newest = kept == nullptr || kept->run_id != view.run_id;
    if (position.newest) return position;
    const auto after = std::ranges::upper_bound(view.moments, kept->step, {},
                                                [](const TimelineMoment& m) { return m.step; });
    const auto before = std::max<std::ptrdiff_t>(1, after - view.moments.begin()) - 1;
    position.index = static_cast<std::size_t>(before);
    return position;
}

std::string short_step(std::int64_t step) {
    if (step < 1000) return fmt::format("{}", step);
    const bool millions = step >= 1'000'000;
    const double value = static_cast<double>(step) / (millions ? 1e6 : 1e3);
    const char* unit = millions ? "M" : "k";
    // 999,960 is 1000k, not 1000.0k.
    return value < 99.95 ? fmt::format("{:.3g}{}", value, unit)
                         : fmt::format("{:.0f}{}", value, unit);
}

FilmLayout film_layout(float width, float height, int count, float gap, float label, float smallest,
                       float largest) {
    FilmLayout best{1, 0.0F};
    for (int columns = 1; columns <= count; ++columns) {
        const int rows = (count + columns - 1) / columns;
        const float wide =
            (width - gap * static_cast<float>(columns - 1)) / static_cast<float>(columns);
        const float high =
            (height - gap * static_cast<float>(rows - 1)) / static_cast<float>(rows) - label;
        const float tile = std::floor(std::min({wide, high, largest}));
        // Of equal ones the last: fewer rows.
        if (tile >= best.tile) best = {columns, tile};
    }
    if (best.tile >= smallest) return best;
    const int columns = std::max(1, static_cast<int>((width + gap) / (smallest + gap)));
    return {std::min(columns, std::max(1, count)), smallest};
}

}  // namespace zscope::ui
