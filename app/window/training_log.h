// SPDX-License-Identifier: MIT
#pragma once

#include <cstdint>
#include <functional>
#include <string>
#include <string_view>

#include "core/messages/training.h"
#include "ui/frame.h"

namespace zscope::app {

// Puts the story of training into words for the log: start, what was left out, notes, checkpoints,
// troubles, the end. Pure but for what it remembers of the status before. UI thread.
class TrainingLog {
  public:
    // `batch`: not empty if the line takes the place of the one before it that begins so.
    using Say =
        std::function<void(ui::LogLevel level, const std::string& text, std::string_view batch)>;
    explicit TrainingLog(Say say) : say_(std::move(say)) {}

    // Each status that was seen, in order; some may have been missed.
    void follow(const TrainerStatus& status);

  private:
    void begin(const TrainerStatus& status);
    void tell_left_out(const TrainerStatus& status);
    void tell_saves(const TrainerStatus& status);
    void tell_end(const TrainerStatus& status);

    Say say_;
    std::int64_t runs_ = 0;
    bool begun_ = false;
    std::size_t notes_ = 0, left_out_ = 0;
    std::int64_t saved_step_ = -1;
    std::string problem_;
    TrainerState state_ = TrainerState::idle;
};

}  // namespace zscope::app
