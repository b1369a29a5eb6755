// SPDX-License-Identifier: MIT
#include "core/engine/trainer.h"

#include <chrono>
#include <thread>

#include "core/engine/detail/trainer_channels.h"
#include "core/engine/detail/trainer_loop.h"

namespace zscope {

namespace {

bool is_done(TrainerState state) {
    return state == TrainerState::idle || state == TrainerState::finished ||
           state == TrainerState::failed;
}

}  // namespace

struct Trainer::State {
    State(ModelRegistry& registry, TrainerOptions options)
        : channels(options.wake), loop(registry, std::move(options), channels) {}

    void cancel_what_blocks() {
        if (const auto source = channels.cancel.read()) std::stop_source(*source).request_stop();
    }

    detail::TrainerChannels channels;
    detail::TrainerLoop loop;
    std::jthread thread;
};

Trainer::Trainer(ModelRegistry& registry, TrainerOptions options)
    : state_(std::make_unique<State>(registry, std::move(options))) {
    state_->channels.status.publish(TrainerStatus{});
    state_->channels.losses.publish(LossFeed{});
    state_->thread = std::jthread([this](const std::stop_token& stop) { state_->loop.run(stop); });
}

Trainer::~Trainer() {
    state_->thread.request_stop();
    ++state_->channels.stops_sent;
    state_->cancel_what_blocks();
    state_->thread.join();
}

bool Trainer::send(TrainerCommand command) {
    detail::TrainerChannels& channels = state_->channels;
    const bool is_stop = std::holds_alternative<TrainerStop>(command);
    // Counted before it is queued, so that the trainer thread can never be ahead of the counts.
    ++channels.sent;
    if (is_stop) ++channels.stops_sent;
    if (!channels.commands.try_push({std::move(command), channels.live.version()})) {
        --channels.sent;
        if (is_stop) --channels.stops_sent;
        return false;
    }
    if (is_stop) state_->cancel_what_blocks();
    return true;
}

void Trainer::set_live(const LiveSettings& settings) {
    const auto last = state_->channels.live.read();
    if (!last || *last != settings) state_->channels.live.publish(settings);
}

std::shared_ptr<const TrainerStatus> Trainer::status() const {
    return state_->channels.status.read();
}

std::shared_ptr<const LossFeed> Trainer::losses() const {
    return state_->channels.losses.read();
}

std::shared_ptr<const RealImages> Trainer::real_images() const {
    state_->channels.real_images_wanted = true;
    return state_->channels.real_images.read();
}

void Trainer::wait_until_done() {
    // Polled: a signal handler, which may change what is waited for, cannot notify anybody.
    const detail::TrainerChannels& channels = state_->channels;
    while (channels.handled < channels.sent || !is_done(channels.status.read()->state)) {
        if (channels.stop_from_signal) state_->cancel_what_blocks();
        std::this_thread::sleep_for(std::chrono::milliseconds(5));
    }
}

void Trainer::request_stop_from_signal() {
    state_->channels.stop_from_signal = true;
}

}  // namespace zscope
