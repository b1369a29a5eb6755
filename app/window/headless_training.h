// SPDX-License-Identifier: MIT
#pragma once

#include <cstdint>
#include <functional>

#include "core/engine/registry.h"
#include "core/engine/trainer.h"
#include "core/history/loss_history.h"

namespace zscope::app {

// Whole training steps, and the time from the end of one to the end of another.
struct TrainedTurn {
    double images = 0.0, seconds = 0.0;
    double images_per_s() const { return seconds > 0 ? images / seconds : 0.0; }
};
inline constexpr std::int64_t kFewestSteps = 3;  // of a turn; the first wakes up and is left out
// From the end of step `first` to that of step `last`.
TrainedTurn turn_between(const LossHistory& losses, std::int64_t first, std::int64_t last,
                         std::int64_t batch);

// A training without a window, paused between its turns: what one in the window is compared with.
// Its functions block; an Error if the training fails or a signal comes.
class HeadlessTraining {
  public:
    explicit HeadlessTraining(const TrainerStart& start);
    TrainedTurn turn(double seconds);
    void end();  // without a checkpoint

  private:
    void send(TrainerCommand command);
    void pause();
    void wait(const std::function<bool()>& done) const;

    ModelRegistry registry_;
    Trainer trainer_;
};

}  // namespace zscope::app
