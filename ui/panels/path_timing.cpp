// SPDX-License-Identifier: MIT
#include "ui/panels/path_timing.h"

#include <algorithm>
#include <cmath>
#include <utility>

#include "core/base/error.h"
#include "core/image/image_distance.h"
#include "ui/panels/grid_latents.h"

namespace zscope::ui {

namespace {

// About so many images for a path, but at least kLeastOnSegment from key point to key point.
constexpr int kProbes = 96, kLeastOnSegment = 8, kMostOnSegment = 32;

std::vector<double> evenly(const PathPace& pace, std::size_t count) {
    std::vector<double> positions;
    for (std::size_t i = 0; i < count; ++i)
        positions.push_back(
            pace.position_at(static_cast<double>(i) / static_cast<double>(count - 1)));
    return positions;
}

}  // namespace

PathTiming::PathTiming(const MakeSlot& make_slot) : view_(make_slot("path.probes")) {}

void PathTiming::rest() {
    view_.rest();
    if (measuring()) stage_ = Stage::none;
}

void PathTiming::use(PathPace pace) {
    if (pace.positions == pace_.positions && pace.lengths == pace_.lengths) return;
    pace_ = std::move(pace);
    ++pace_version_;
}

void PathTiming::ask(const Frame& frame, const LatentPath& path,
                     const std::vector<double>& positions) {
    auto z = std::make_shared<const std::vector<float>>(latents_on_path(path, positions));
    view_.ask(request_for(frame, std::move(z), RenderPriority::hidden));
}

// The distances from image to image, once all of them are there.
std::optional<std::vector<double>> PathTiming::answer() {
    view_.poll();
    if (!view_.error().empty()) {
        error_ = view_.error();
        stage_ = Stage::failed;
        view_.rest();
        return std::nullopt;
    }
    if (view_.pending()) return std::nullopt;
    const RenderResult& result = *view_.result();
    model_step_ = result.step;
    std::vector<double> steps;
    for (std::size_t i = 0; i + 1 < result.tiles.size(); ++i) {
        if (result.tiles[i] == nullptr || result.tiles[i + 1] == nullptr) return std::nullopt;
        steps.push_back(image_distance(*result.tiles[i], *result.tiles[i + 1]));
    }
    return steps;
}

void PathTiming::follow(const Frame& frame, const LatentPath& path, std::uint64_t version,
                        bool wanted) {
    const bool other =
        version != version_ || frame.session.model != model_ || frame.session.edits != edits_;
    if (other || !wanted) {
        version_ = version;
        model_ = frame.session.model;
        edits_ = frame.session.edits;
        stage_ = Stage::none;
        use(even_pace(path));
    }
    if (!wanted) return view_.rest();
    if (stage_ == Stage::none) {
        const int each = std::clamp(kProbes / static_cast<int>(path.segments()), kLeastOnSegment,
                                    kMostOnSegment);
        probes_ = probe_positions(path, each);
        error_.clear();
        stage_ = Stage::probes;
    }
    if (stage_ == Stage::probes) {
        ask(frame, path, probes_);
        if (auto steps = answer()) {
            use(equal_speed_pace(probes_, *steps));
            even_steps_ = std::move(*steps);
            stage_ = Stage::check;
        }
    }
    if (stage_ == Stage::check) {
        ask(frame, path, evenly(pace_, probes_.size()));
        if (auto steps = answer()) {
            paced_steps_ = std::move(*steps);
            stage_ = Stage::done;
            view_.rest();
        }
    }
}

void PathPlay::start(double time_s, double now) {
    playing_ = true;
    time_s_ = time_s;
    last_ = now;
}

double PathPlay::advance(double now, double duration_s, bool closed) {
    const double round = closed ? duration_s : 2.0 * duration_s;
    time_s_ = std::fmod(time_s_ + std::max(0.0, now - last_), round);
    last_ = now;
    return time_s_ <= duration_s ? time_s_ : round - time_s_;
}

}  // namespace zscope::ui
