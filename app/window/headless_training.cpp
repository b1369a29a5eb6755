// SPDX-License-Identifier: MIT
#include "app/window/headless_training.h"

#include <chrono>
#include <thread>
#include <utility>

#include "app/window/signals.h"
#include "core/base/error.h"

namespace zscope::app {

namespace {

constexpr auto kPollPause = std::chrono::milliseconds(20);
constexpr std::int64_t kStepsBefore = 2;  // they allocate

}  // namespace

TrainedTurn turn_between(const LossHistory& losses, std::int64_t first, std::int64_t last,
                         std::int64_t batch) {
    const LossSample& from = losses.nearest(static_cast<double>(first));
    const LossSample& to = losses.nearest(static_cast<double>(last));
    return {static_cast<double>((to.step - from.step) * batch), to.time_s - from.time_s};
}

HeadlessTraining::HeadlessTraining(const TrainerStart& start) : trainer_(registry_, {}) {
    send(start);
    wait([&] { return trainer_.status()->step >= kStepsBefore; });
    pause();
}

TrainedTurn HeadlessTraining::turn(double seconds) {
    const std::int64_t step = trainer_.status()->step;
    send(TrainerContinue{});
    std::this_thread::sleep_for(std::chrono::duration<double>(seconds));
    wait([&] { return trainer_.status()->step >= step + kFewestSteps; });
    const std::int64_t last = trainer_.status()->step;
    pause();
    LossHistory losses;
    losses.update(*trainer_.losses());
    return turn_between(losses, step + 1, last, trainer_.status()->config.batch);
}

void HeadlessTraining::end() {
    send(TrainerStop{false});
    trainer_.wait_until_done();
}

void HeadlessTraining::send(TrainerCommand command) {
    if (!trainer_.send(std::move(command))) fail("the trainer does not answer");
}

void HeadlessTraining::pause() {
    send(TrainerPause{});
    wait([&] { return trainer_.status()->state == TrainerState::paused; });
}

void HeadlessTraining::wait(const std::function<bool()>& done) const {
    while (!done()) {
        if (SignalFlag::raised()) fail("stopped");
        const auto status = trainer_.status();
        if (status->state == TrainerState::failed) fail("{}", status->message);
        std::this_thread::sleep_for(kPollPause);
    }
}

}  // namespace zscope::app
