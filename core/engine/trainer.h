// SPDX-License-Identifier: MIT
#pragma once

#include <filesystem>
#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "core/base/latest.h"
#include "core/engine/registry.h"
#include "core/history/loss_history.h"
#include "core/image/image.h"
#include "core/messages/training.h"

namespace zscope {

// Up to 64 training images as the network saw them, for the Samples panel.
struct RealImages {
    std::vector<std::shared_ptr<const ImageRgba8>> images;
};

struct TrainerOptions {
    std::function<void()> wake;        // after each status or loss publish
    std::filesystem::path trace_file;  // empty: no trace
    std::int64_t trace_steps = 0;
    double loss_publish_period_s = 1.0 / 60;  // at most so often
};

// The background trainer: owns G, D, Adam, the run folder and the loader on a thread of its own at
// nice 19. Its functions may be called from any one thread at a time and never block on a step.
// Commands are applied between steps. The thread's root catches everything: a failure becomes a
// status. The destructor saves, stops and joins.
class Trainer {
  public:
    Trainer(ModelRegistry& registry, TrainerOptions options);
    ~Trainer();
    Trainer(const Trainer&) = delete;
    Trainer& operator=(const Trainer&) = delete;

    // False when the queue of 64 is full: the window says "busy".
    [[nodiscard]] bool send(TrainerCommand command);
    void set_live(const LiveSettings& settings);

    std::shared_ptr<const TrainerStatus> status() const;  // never null
    std::shared_ptr<const LossFeed> losses() const;       // never null
    // A batch of real images for "real beside fake", of the last second; null until the step after
    // the first call: they are copied only for somebody who asks, and when the run ends.
    std::shared_ptr<const RealImages> real_images() const;

    // Blocks until the state is idle, finished or failed (command line, tests).
    void wait_until_done();
    // A signal handler's way in: async-signal-safe.
    void request_stop_from_signal();

  private:
    struct State;
    std::unique_ptr<State> state_;
};

// Bytes of memory that a run would take (weights, Adam, activations, loader), to be shown before it
// starts; an estimate that a test holds to within 40 % of the measured peak at ngf 64.
std::int64_t estimate_training_bytes(const TrainConfig& config);

}  // namespace zscope
