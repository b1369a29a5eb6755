// SPDX-License-Identifier: MIT
#pragma once

#include <atomic>
#include <cstdint>
#include <stop_token>

#include "core/base/bounded_queue.h"
#include "core/base/latest.h"
#include "core/engine/trainer.h"
#include "core/history/loss_history.h"
#include "core/messages/training.h"

namespace zscope::detail {

// A command, and which live settings had been given when it was sent: older ones must not change
// the run that it starts.
struct QueuedCommand {
    TrainerCommand command;
    std::uint64_t live_version = 0;
};

// All that passes between the trainer's owner and its thread.
struct TrainerChannels {
    explicit TrainerChannels(const std::function<void()>& wake)
        : status(wake), losses(wake), real_images(wake) {}

    BoundedQueue<QueuedCommand> commands{64};
    Latest<LiveSettings> live;
    Latest<TrainerStatus> status;
    Latest<LossFeed> losses;
    Latest<RealImages> real_images;

    // Commands sent and dealt with: equal when the status answers all of them.
    std::atomic<std::int64_t> sent{0}, handled{0};
    // A stop must not wait until a scan, a drawing or a slow disk is done: while more stops were
    // sent than dealt with, the source published here has been asked to stop.
    std::atomic<std::int64_t> stops_sent{0}, stops_handled{0};
    Latest<std::stop_source> cancel;
    std::atomic<bool> stop_from_signal{false};
    // Somebody looks at the real images.
    std::atomic<bool> real_images_wanted{false};

    bool stop_pending() const { return stops_sent > stops_handled || stop_from_signal; }
};
static_assert(std::atomic<bool>::is_always_lock_free, "a signal handler sets it");

}  // namespace zscope::detail
