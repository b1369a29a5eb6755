// SPDX-License-Identifier: MIT
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "core/latent/path.h"
#include "ui/panel.h"
#include "ui/widgets/render_view.h"

namespace zscope::ui {

// Equal speed: draws images along a path, measures how far neighbours are apart, spends the time by
// that, and measures again at the new places. Once for a path on a model: of a model in training
// the figures are those of the moment. UI thread.
class PathTiming {
  public:
    explicit PathTiming(const MakeSlot& make_slot);  // slot "path.probes"

    // `version` grows with each other path. Not wanted: each segment takes equally long.
    void follow(const Frame& frame, const LatentPath& path, std::uint64_t version, bool wanted);
    void measure_again() { stage_ = Stage::none; }
    void rest();  // keeps what was measured

    const PathPace& pace() const { return pace_; }
    std::uint64_t pace_version() const { return pace_version_; }  // grows with each other pace
    bool measuring() const { return stage_ == Stage::probes || stage_ == Stage::check; }
    bool measured() const { return stage_ == Stage::done; }
    const std::string& error() const { return error_; }
    // Of the steps from image to image: standard deviation by mean, in even time and in this pace.
    double variation_before() const { return coefficient_of_variation(even_steps_); }
    double variation_after() const { return coefficient_of_variation(paced_steps_); }
    // The steps themselves at equal times of this pace, levels of 255.
    const std::vector<double>& steps() const { return paced_steps_; }
    std::int64_t model_step() const { return model_step_; }  // of the snapshot that was measured

  private:
    enum class Stage { none, probes, check, done, failed };
    void use(PathPace pace);
    void ask(const Frame& frame, const LatentPath& path, const std::vector<double>& positions);
    std::optional<std::vector<double>> answer();

    RenderView view_;
    Stage stage_ = Stage::none;
    std::uint64_t version_ = 0;
    ModelRef model_;
    std::vector<Edit> edits_;
    std::vector<double> probes_;
    std::vector<double> even_steps_, paced_steps_;
    PathPace pace_{{0.0, 1.0}, {0.0, 1.0}};
    std::uint64_t pace_version_ = 0;
    std::int64_t model_step_ = 0;
    std::string error_;
};

// Where a path is while it plays, seconds: an open one goes forth and back, a closed one round.
// View state; a pause commits the position.
class PathPlay {
  public:
    bool playing() const { return playing_; }
    void start(double time_s, double now);
    void stop() { playing_ = false; }
    // Goes on since the last call; the time of the path.
    double advance(double now, double duration_s, bool closed);

  private:
    bool playing_ = false;
    double time_s_ = 0.0;  // 0…2·duration of an open path: forth, then back
    double last_ = 0.0;
};

}  // namespace zscope::ui
