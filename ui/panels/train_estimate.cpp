// SPDX-License-Identifier: MIT
#include "ui/panels/train_estimate.h"

#include <fmt/format.h>

#include <algorithm>

#include "core/base/error.h"
#include "core/config/config_json.h"
#include "core/engine/speed_probe.h"
#include "core/engine/trainer.h"
#include "core/model/training_work.h"
#include "ui/widgets/text.h"

namespace zscope::ui {

namespace {

// Networks whose steps differ by more than this reach too different a part of the machine's speed:
// small ones are held up by everything that is not arithmetic.
constexpr double kComparable = 8.0;
constexpr double kSmallestShare = 0.05;
constexpr double kFirstImageTime = 5.0;  // the probe waits so long for the first image
constexpr std::int64_t kStepsToTell = 1000;

// Floating-point operations of a step; `config` must be valid.
double step_work(const TrainConfig& config) {
    return training_flop_per_image(config.shape()) * static_cast<double>(config.batch);
}

double speed_of(const MeasuredSpeed& speed) {
    const double share = std::max(kSmallestShare, speed.config.cpu_share);
    return speed.images_per_s * training_flop_per_image(speed.config.shape()) / share;
}

}  // namespace

bool comparable(const MeasuredSpeed& speed, const TrainConfig& config) {
    const double ratio = step_work(speed.config) / step_work(config);
    return ratio < kComparable && ratio > 1 / kComparable;
}

std::optional<double> expected_seconds(const std::optional<MeasuredSpeed>& speed,
                                       double product_speed, const TrainConfig& config,
                                       std::int64_t steps) {
    double flops = product_speed * kTrainingShareOfProduct;
    const bool measured = speed && speed->images_per_s > 0;
    if (measured && (flops <= 0 || comparable(*speed, config))) flops = speed_of(*speed);
    if (flops <= 0) return std::nullopt;
    const double share = std::max(kSmallestShare, config.cpu_share);
    return static_cast<double>(steps) * step_work(config) / (flops * share);
}

void TrainEstimate::measure(const Frame& frame) {
    if (frame.product_speed > 0) product_speed_ = frame.product_speed;
    const TrainerStatus& status = frame.trainer;
    if (status.state != TrainerState::running || status.images_per_s <= 0) return;
    if (!validate(status.config).empty()) return;
    speed_ = MeasuredSpeed{status.config, status.images_per_s};
    speed_->config.cpu_share = status.live.cpu_share;
}

bool TrainEstimate::worth_asking(const Frame& frame, const TrainConfig& config) const {
    if (asked_ || product_speed_ > 0) return false;
    const bool quiet = frame.model.available || frame.time > kFirstImageTime;
    return quiet && !(speed_ && speed_->images_per_s > 0 && comparable(*speed_, config));
}

void TrainEstimate::draw(Frame& frame, const TrainConfig& config, std::int64_t total_steps) {
    if (estimated_bytes_ == 0 || !(estimated_for_ == config)) {
        estimated_for_ = config;
        estimated_bytes_ = validate(config).empty() ? estimate_training_bytes(config) : 0;
    }
    if (estimated_bytes_ == 0) return;
    if (worth_asking(frame, config)) {
        asked_ = true;
        frame.out.wish(MeasureSpeed{});
    }
    const std::int64_t steps = total_steps > 0 ? total_steps : kStepsToTell;
    const auto seconds = expected_seconds(speed_, product_speed_, config, steps);
    const std::string time =
        seconds ? fmt::format("about {} for {} steps", duration_text(*seconds), thousands(steps))
                : "the time is being measured";
    small_muted(fmt::format("Takes about {} of memory; {}.", bytes_text(estimated_bytes_), time));
    tooltip(
        "Time from the work of this size and the speed of this machine, measured on the last "
        "run or, before the first, on a product of matrices.");
}

void TrainEstimate::put_settings(nlohmann::json& json) const {
    if (product_speed_ > 0) json["product_speed"] = product_speed_;
    if (!speed_) return;
    json["speed"] = {{"images_per_s", speed_->images_per_s},
                     {"config", config_to_json(speed_->config)}};
}

void TrainEstimate::take_settings(const nlohmann::json& json) {
    product_speed_ = json.value("product_speed", product_speed_);
    if (!json.contains("speed")) return;
    const nlohmann::json& speed = json["speed"];
    try {
        const nlohmann::json config = speed.value("config", nlohmann::json::object());
        speed_ = MeasuredSpeed{config_from_json(config, "the measured speed").config,
                               speed.value("images_per_s", 0.0)};
    } catch (const Error&) {  // from another version: measured anew
    } catch (const nlohmann::json::exception&) {
    }
}

}  // namespace zscope::ui
