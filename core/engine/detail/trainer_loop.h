// SPDX-License-Identifier: MIT
#pragma once

#include <chrono>
#include <memory>
#include <optional>
#include <stop_token>
#include <string>

#include "core/engine/detail/speed_meter.h"
#include "core/engine/detail/trainer_channels.h"
#include "core/engine/detail/trainer_run.h"
#include "core/engine/registry.h"
#include "core/engine/trainer.h"

namespace zscope::detail {

// The trainer thread: takes commands between steps, keeps the state machine of TrainerState and
// tells the outside how it goes. What a run does is TrainerRun's business.
class TrainerLoop {
  public:
    TrainerLoop(ModelRegistry& registry, TrainerOptions options, TrainerChannels& channels);

    // The thread's root: returns when `stop` is requested, with the run saved. Catches everything.
    void run(const std::stop_token& stop);

  private:
    using Clock = std::chrono::steady_clock;

    void turn(const std::stop_token& stop);
    void handle(const QueuedCommand& queued);
    void start(const TrainerStart& start, std::uint64_t live_version);
    void renew_cancel();
    void take_facts();
    void go_on(std::int64_t steps);  // −1: without limit
    void pause(const std::string& message);
    void step();
    void end(TrainerState state, const std::string& message, bool save);
    void fail_run(const std::string& message);
    void close_run();
    void read_live_settings();
    void take_reports();
    void take_saver_report();
    void say(const std::string& message);   // stays until something else is said
    void tell(const std::string& message);  // goes by itself after some seconds
    void note(const std::string& message);  // told, and kept for the log
    void drop_old_message();
    void publish_status(bool now);
    void publish_losses(bool now);
    void publish_real_images();

    ModelRegistry& registry_;
    TrainerOptions options_;
    TrainerChannels& channels_;

    std::unique_ptr<TrainerRun> run_;
    std::stop_source cancel_;
    TrainerStatus status_;
    LossRecorder recorder_;
    SpeedMeter speed_;
    std::uint64_t live_seen_ = 0;
    std::shared_ptr<const SaverReport> saver_report_;  // the newest that was dealt with
    std::int64_t asked_save_ = -1;  // step that the person wants to see saved, or −1
    std::optional<Clock::time_point> message_until_;
    std::int64_t steps_left_ = -1;  // before it pauses by itself; −1: no limit
    Clock::duration owed_sleep_{};  // to keep the share of the CPU
    Clock::time_point last_status_{}, last_losses_{}, last_real_images_{};
};

}  // namespace zscope::detail
