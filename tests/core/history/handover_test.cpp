// SPDX-License-Identifier: MIT
// The trainer's side and the window's side of the channels, on two threads as in the program, with
// a trainer that only counts. Made to be run under ThreadSanitizer too.
#include <doctest/doctest.h>

#include <chrono>
#include <stop_token>
#include <string>
#include <thread>
#include <variant>

#include "core/base/bounded_queue.h"
#include "core/base/latest.h"
#include "core/history/health.h"
#include "core/history/loss_history.h"
#include "core/messages/training.h"

using namespace zscope;  // NOLINT: a test of many small types

namespace {

constexpr std::int64_t kSteps = 500'000;  // where a run ends by itself if nobody stops it
constexpr float kRunFactor = 1'000'000.0F;

// The value that run `run` logs at `step`: both can be told from it.
float value_at(std::int64_t run, std::int64_t step) {
    return static_cast<float>(run) * kRunFactor + static_cast<float>(step);
}

// Trains by counting; everything else is as the trainer has it: commands between steps, rates from
// a Latest, losses as a feed, a status, a thread that stops when it is asked to.
class CountingTrainer {
  public:
    CountingTrainer() : thread_([this](const std::stop_token& stop) { run(stop); }) {}

    BoundedQueue<TrainerCommand> commands{64};
    Latest<LiveSettings> live;
    Latest<LossFeed> losses;
    Latest<TrainerStatus> status;

  private:
    void run(const std::stop_token& stop) {
        while (!stop.stop_requested()) {
            const bool idle = state_.state != TrainerState::running;
            while (auto command = idle ? commands.pop(stop) : commands.try_pop()) {
                obey(*command);
                if (idle) break;
            }
            if (state_.state == TrainerState::running) step();
        }
    }

    void obey(const TrainerCommand& command) {
        if (std::holds_alternative<TrainerStart>(command)) {
            ++run_;
            recorder_.reset();
            state_ = {};
            state_.run_id = std::to_string(run_);
            state_.state = TrainerState::running;
        } else if (const auto* steps = std::get_if<TrainerStep>(&command)) {
            for (std::int64_t i = 0; i < steps->count; ++i)
                step();
            state_.state = TrainerState::paused;
        } else if (std::holds_alternative<TrainerPause>(command)) {
            state_.state = TrainerState::paused;
        } else if (std::holds_alternative<TrainerContinue>(command)) {
            state_.state = TrainerState::running;
        }
        publish();
    }

    void step() {
        LossSample sample;
        sample.step = ++state_.step;
        sample.loss_d = value_at(run_, sample.step);
        sample.loss_g = 1.0F;
        recorder_.append(sample);
        if (const auto settings = live.read_if_newer(seen_live_)) state_.live = *settings;
        if (sample.step == kSteps) state_.state = TrainerState::finished;
        if (sample.step % 97 == 0 || sample.step == kSteps) publish();
    }

    void publish() {
        losses.publish(recorder_.feed());
        status.publish(state_);
    }

    LossRecorder recorder_;
    TrainerStatus state_;
    std::int64_t run_ = 0;
    std::uint64_t seen_live_ = 0;
    std::jthread thread_;  // last: it uses all the above
};

// The window's side: what App keeps from frame to frame.
struct Window {
    LossHistory history;
    std::uint64_t seen = 0;

    void frame(CountingTrainer& trainer) {
        const auto feed = trainer.losses.read_if_newer(seen);
        if (!feed) {
            std::this_thread::yield();
            return;
        }
        history.update(*feed);
        history.curve(Curve::loss_d, 0, static_cast<double>(history.size()), 50);
    }
};

// Every step of one run, in order, none missing, none of another run.
bool is_whole(const LossHistory& history, std::int64_t run) {
    for (std::size_t i = 0; i < history.size(); ++i) {
        const auto step = static_cast<std::int64_t>(i) + 1;
        if (history.at(i).step != step || history.at(i).loss_d != value_at(run, step)) return false;
    }
    return true;
}

}  // namespace

TEST_CASE("hand-over: the window gets every step while the trainer counts on") {
    CountingTrainer trainer;
    Window window;
    for (std::int64_t run = 1; run <= 3; ++run) {
        REQUIRE(trainer.commands.try_push(TrainerStart{}));
        const auto is_this_run = [&] {
            return window.history.size() != 0 &&
                   window.history.back().loss_d >= static_cast<float>(run) * kRunFactor;
        };
        while (!is_this_run() || window.history.size() < 3 * kLossBlock) {
            window.frame(trainer);
        }
        CHECK(is_whole(window.history, run));
    }
}

TEST_CASE("hand-over: commands act between steps, rates arrive, health reads a feed's tail") {
    CountingTrainer trainer;
    Window window;
    trainer.live.publish({.lr_g = 0.25, .lr_d = 0.5, .cpu_share = 0.75});
    REQUIRE(trainer.commands.try_push(TrainerStart{}));
    REQUIRE(trainer.commands.try_push(TrainerPause{}));
    REQUIRE(trainer.commands.try_push(TrainerStep{500}));
    const auto stepped = [&] {
        const auto status = trainer.status.read();
        return status && status->state == TrainerState::paused && status->step >= 500;
    };
    while (!stepped())
        window.frame(trainer);
    while (trainer.losses.read_if_newer(window.seen) != nullptr) {
    }
    const auto feed = trainer.losses.read();
    window.history.update(*feed);
    CHECK(window.history.size() == static_cast<std::size_t>(trainer.status.read()->step));
    CHECK(trainer.status.read()->live == LiveSettings{0.25, 0.5, 0.75});
    CHECK(judge_health(feed->tail, 1.0).level != HealthLevel::unknown);
}

TEST_CASE("hand-over: feeds outlive the trainer that made them") {
    std::shared_ptr<const LossFeed> feed;
    {
        CountingTrainer trainer;
        REQUIRE(trainer.commands.try_push(TrainerStart{}));
        while (!feed || feed->size() < 2 * kLossBlock) {
            feed = trainer.losses.read();
            std::this_thread::yield();
        }
    }  // stopped in the middle of its steps, and joined
    LossHistory history;
    history.update(*feed);
    CHECK(is_whole(history, 1));
}

TEST_CASE("hand-over: a full command queue says so, and a timed wait gives up") {
    BoundedQueue<TrainerCommand> commands(64);
    for (int i = 0; i < 64; ++i)
        REQUIRE(commands.try_push(TrainerStep{i}));
    CHECK_FALSE(commands.try_push(TrainerPause{}));
    int taken = 0;
    std::jthread consumer([&commands, &taken](const std::stop_token& stop) {
        while (const auto command = commands.pop(stop)) {
            ++taken;
            if (std::holds_alternative<TrainerStop>(*command)) return;
        }
    });
    REQUIRE(commands.push(TrainerStop{}));  // waits for room
    consumer.join();
    CHECK(taken == 65);
    CHECK_FALSE(commands.pop_for({}, std::chrono::milliseconds(1)));
}
