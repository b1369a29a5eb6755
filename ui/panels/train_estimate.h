// SPDX-License-Identifier: MIT
#pragma once

#include <nlohmann/json.hpp>

#include <cstdint>
#include <optional>

#include "core/config/train_config.h"
#include "ui/frame.h"

namespace zscope::ui {

// How fast a run was on this machine.
struct MeasuredSpeed {
    TrainConfig config;
    double images_per_s = 0.0;
};
// True: a network of another size was measured, but one near enough to be scaled by its work.
bool comparable(const MeasuredSpeed& speed, const TrainConfig& config);
// Seconds that `steps` steps would take: from the measured speed, scaled by the work of a step,
// else from the speed of a matrix product (FLOP/s; 0: not known). nullopt if nothing is known.
std::optional<double> expected_seconds(const std::optional<MeasuredSpeed>& speed,
                                       double product_speed, const TrainConfig& config,
                                       std::int64_t steps);

// What a run would take of memory and time, told before it starts. Remembers what was measured;
// asks for a measurement where nothing is known.
class TrainEstimate {
  public:
    // Notes the speed of the run that goes on and of this machine.
    void measure(const Frame& frame);
    void draw(Frame& frame, const TrainConfig& config, std::int64_t total_steps);

    void put_settings(nlohmann::json& json) const;
    void take_settings(const nlohmann::json& json);

  private:
    bool worth_asking(const Frame& frame, const TrainConfig& config) const;

    std::optional<MeasuredSpeed> speed_;
    double product_speed_ = 0.0;
    bool asked_ = false;
    TrainConfig estimated_for_;
    std::int64_t estimated_bytes_ = 0;  // 0: nothing to tell
};

}  // namespace zscope::ui
