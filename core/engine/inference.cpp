// SPDX-License-Identifier: MIT
#include "core/engine/inference.h"

#include <algorithm>
#include <atomic>
#include <chrono>
#include <optional>
#include <thread>
#include <utility>

#include "core/base/error.h"
#include "core/base/thread_setup.h"
#include "core/engine/detail/compute_threads.h"
#include "core/engine/detail/device_generator.h"
#include "core/engine/detail/lane_slot.h"
#include "core/engine/detail/served_slot.h"
#include "core/engine/kernels/sets.h"

namespace zscope {

namespace {

using detail::LaneShared;
using detail::LaneSlot;
using detail::ServedSlot;
using detail::Stage;

// LibTorch appends a trace of its own functions to its messages.
std::string first_line(const std::string& message) {
    return message.substr(0, message.find('\n'));
}

}  // namespace

struct InferenceLane::State {
    State(ModelRegistry& models, std::function<void()> on_result)
        : registry(models), wake(std::move(on_result)) {}

    void run(const std::stop_token& stop);
    void follow_threads();
    void look_for_device();
    void follow_device();
    bool serve_once();
    void adopt_slots();
    void take_request(ServedSlot& served, LaneSlot& slot);
    void update(ServedSlot& served, LaneSlot& slot, std::uint64_t version);
    void begin(ServedSlot& served, LaneSlot& slot, std::uint64_t version);
    void serve(ServedSlot& served, LaneSlot& slot, std::uint64_t version);
    void serve_and_count(ServedSlot& served, LaneSlot& slot, std::uint64_t version);
    void publish(ServedSlot& served, LaneSlot& slot, RenderResult result);
    void fail_slot(ServedSlot& served, LaneSlot& slot, std::string message);
    void tell() const {
        if (wake) wake();
    }

    ModelRegistry& registry;
    const std::function<void()> wake;
    const std::shared_ptr<LaneShared> shared = std::make_shared<LaneShared>();
    std::vector<ServedSlot> all;
    std::shared_ptr<detail::DrawingDevice> device;  // null: the processor draws
    detail::RunnerCache runners;
    std::uint64_t turns = 0;
    std::size_t item_images = detail::kImagesPerItem;  // at most, of the one in hand
    std::atomic<int> threads = 1;                      // wanted
    int threads_set = 0;
    std::jthread thread;
};

InferenceLane::InferenceLane(ModelRegistry& registry, int threads, std::function<void()> wake)
    : state_(std::make_unique<State>(registry, std::move(wake))) {
    // The listener outlives the lane: it holds what is shared, not the lane.
    registry.add_listener([shared = state_->shared, &registry] {
        shared->raise_registry_version(registry.version());
        shared->ring();
    });
    set_threads(threads);
    state_->thread =
        std::jthread([state = state_.get()](const std::stop_token& stop) { state->run(stop); });
}

InferenceLane::~InferenceLane() {
    state_->thread.request_stop();
    state_->shared->bell.close();
    state_->thread.join();
}

std::shared_ptr<RenderSlot> InferenceLane::make_slot(std::string name) {
    auto slot = std::make_shared<LaneSlot>(std::move(name), state_->shared);
    if (!state_->shared->new_slots.try_push(slot)) fail("too many panels were opened at once");
    return slot;
}

void InferenceLane::set_threads(int threads) {
    state_->threads = std::max(1, threads);
}

double InferenceLane::last_compute_ms() const {
    return state_->shared->last_compute_ms;
}

void InferenceLane::State::run(const std::stop_token& stop) {
    set_up_thread("inference", 0);
    follow_threads();
    look_for_device();
    while (shared->bell.pop(stop)) {
        while (!stop.stop_requested() && serve_once())
            follow_threads();
    }
}

void InferenceLane::State::follow_threads() {
    const int wanted = threads;
    if (wanted != std::exchange(threads_set, wanted)) detail::set_compute_threads(wanted);
}

// On the lane's thread: it may take seconds to load what a device needs, where there is one.
void InferenceLane::State::look_for_device() {
    try {
        device = detail::make_drawing_device();
    } catch (const std::exception& error) {
        static_cast<void>(shared->notes.try_push(first_line(error.what())));
    }
    runners = detail::RunnerCache(device);
    shared->draws_on_device = device != nullptr;
}

void InferenceLane::State::follow_device() {
    if (!device) return;
    shared->draws_on_device = device->usable();
    std::string note = device->take_note();
    if (!note.empty() && shared->notes.try_push(std::move(note))) tell();
}

void InferenceLane::State::adopt_slots() {
    while (auto slot = shared->new_slots.try_pop()) {
        ServedSlot served;
        served.slot = std::move(*slot);
        all.push_back(std::move(served));
    }
    std::erase_if(all, [](const ServedSlot& served) { return served.slot.expired(); });
}

// Does one work item of the most urgent slot; false if there is nothing to do.
bool InferenceLane::State::serve_once() {
    adopt_slots();
    const std::uint64_t version = registry.version();
    shared->raise_registry_version(version);
    ServedSlot* next = nullptr;
    std::shared_ptr<LaneSlot> next_slot;
    bool dragging = false;
    for (ServedSlot& served : all) {
        std::shared_ptr<LaneSlot> slot = served.slot.lock();
        if (!slot) continue;
        update(served, *slot, version);
        dragging = dragging || served.dragged();
        if (!served.due() || (next && !served.before(*next))) continue;
        next = &served;
        next_slot = std::move(slot);
    }
    if (!next) return false;
    next->turn = ++turns;
    item_images = dragging && !next->dragged() ? detail::kImagesBesideDrag : detail::kImagesPerItem;
    serve_and_count(*next, *next_slot, version);
    follow_device();
    return true;
}

// What is drawn only because a training went on is on the training's account.
void InferenceLane::State::serve_and_count(ServedSlot& served, LaneSlot& slot,
                                           std::uint64_t version) {
    using Clock = std::chrono::steady_clock;
    const Clock::time_point start = Clock::now();
    serve(served, slot, version);
    const auto* live = std::get_if<LiveModel>(&served.request->model.which);
    if (live == nullptr || !served.quiet) return;
    const std::chrono::duration<double> cost = Clock::now() - start;
    registry.add_live_cost(live->run_id, cost.count());
}

void InferenceLane::State::take_request(ServedSlot& served, LaneSlot& slot) {
    const std::uint64_t seen = served.seen;
    auto request = slot.requests.read_if_newer(served.seen);
    if (served.seen == seen) return;
    if (!request) {
        served.stage = Stage::nothing;
        served.request = nullptr;
        return;
    }
    if (!served.model || !detail::same_model(*served.model, request->model)) ++served.epoch;
    served.model = request->model;
    const bool same_picture = served.request && served.request->stamp == request->stamp;
    if (!same_picture) served.stage = Stage::fresh;
    served.request = std::move(request);
}

void InferenceLane::State::update(ServedSlot& served, LaneSlot& slot, std::uint64_t version) {
    take_request(served, slot);
    if (served.follows_model() && served.version != version) {
        if (served.stage == Stage::complete) {
            const SnapshotPointer newest = registry.find(served.request->model);
            if (newest && newest != served.job.model()) served.stage = Stage::stale;
            served.version = version;
        } else {
            served.stage = Stage::fresh;
        }
    }
    if (served.answered() && slot.settle(served.seen, version)) tell();
}

void InferenceLane::State::begin(ServedSlot& served, LaneSlot& slot, std::uint64_t version) {
    served.quiet = served.stage == Stage::stale;
    served.version = version;
    SnapshotPointer model = registry.find(served.request->model);
    if (model) {
        served.job.begin(served.request, std::move(model));
        served.stage = Stage::working;
        return;
    }
    const bool expected = registry.expects(served.request->model);
    if (!expected && !std::holds_alternative<LiveModel>(served.request->model.which)) {
        fail("{}", detail::missing_model(served.request->model));
    }
    served.stage = Stage::waiting;
    if (expected) return;  // it comes at once; until then the picture that is there stays
    const auto shown = slot.results.read();
    if (shown && shown->stamp == served.request->stamp) return;
    RenderResult pending;
    pending.stamp = served.request->stamp;
    pending.tiles.resize(
        static_cast<std::size_t>(std::max<std::int64_t>(served.request->count, 0)));
    publish(served, slot, std::move(pending));
}

void InferenceLane::State::serve(ServedSlot& served, LaneSlot& slot, std::uint64_t version) {
    try {
        if (served.stage != Stage::working) begin(served, slot, version);
        if (served.stage == Stage::waiting) return;
        if (!served.job.done()) shared->last_compute_ms = served.job.work(runners, item_images);
        if (served.job.done()) served.stage = Stage::complete;
        if (served.quiet && !served.job.done()) return;
        publish(served, slot, served.job.result());
    } catch (const std::exception& error) {
        fail_slot(served, slot, first_line(error.what()));
    }
}

void InferenceLane::State::fail_slot(ServedSlot& served, LaneSlot& slot, std::string message) {
    served.stage = Stage::failed;
    RenderResult result;
    result.stamp = served.request->stamp;
    result.tiles.resize(static_cast<std::size_t>(std::max<std::int64_t>(served.request->count, 0)));
    result.error = std::move(message);
    result.done = true;
    publish(served, slot, std::move(result));
}

void InferenceLane::State::publish(ServedSlot& served, LaneSlot& slot, RenderResult result) {
    // A picture of a model that the slot has left is not shown; of an older request, it is: while
    // somebody drags, the newest picture that there is follows the hand.
    const auto newest = slot.requests.read();
    if (!newest || !detail::same_model(newest->model, *served.model)) return;
    const bool done = result.done;
    result.epoch = served.epoch;
    slot.results.publish(std::move(result));
    if (done) slot.settle(served.seen, served.version);
    tell();
}

bool InferenceLane::draws_in_bf16() const {
    const auto& sets = kernels::usable_sets();
    return !state_->shared->draws_on_device && !sets.empty() && sets.front()->bf16;
}

std::optional<std::string> InferenceLane::take_note() {
    return state_->shared->notes.try_pop();
}

}  // namespace zscope
