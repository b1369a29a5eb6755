// SPDX-License-Identifier: MIT
#pragma once

#include <chrono>
#include <condition_variable>
#include <functional>
#include <memory>
#include <mutex>
#include <string>
#include <vector>

#include "core/engine/inference.h"

namespace zscope::test {

// What a lane published, in order, seen from its wake callback; and a gate at which its thread can
// be held there, so that what happens next does not depend on time.
class LaneWatch {
  public:
    struct Seen {
        std::string slot;
        std::uint64_t stamp = 0;
        std::size_t tiles = 0;  // that are there
        bool done = false;
        std::int64_t step = 0;
        std::uint64_t epoch = 0;
        bool operator==(const Seen&) const = default;
    };

    std::function<void()> wake() {
        return [this] { on_wake(); };
    }
    void watch(std::shared_ptr<RenderSlot> slot) {
        const std::lock_guard lock(mutex_);
        slots_.push_back({std::move(slot), nullptr});
    }

    // From the next wake on the lane stands still until release().
    void hold() {
        const std::lock_guard lock(mutex_);
        held_ = true;
    }
    void wait_until_held() {
        wait([this] { return at_gate_; });
    }
    void release() {
        {
            const std::lock_guard lock(mutex_);
            held_ = false;
        }
        changed_.notify_all();
    }

    // False after 60 s: the test then fails instead of hanging.
    bool until(const std::function<bool()>& condition) { return wait(condition); }

    std::vector<Seen> seen() {
        const std::lock_guard lock(mutex_);
        return seen_;
    }

  private:
    struct Watched {
        std::shared_ptr<RenderSlot> slot;
        std::shared_ptr<const RenderResult> last;
    };

    void on_wake() {
        std::unique_lock lock(mutex_);
        for (Watched& watched : slots_) {
            auto result = watched.slot->result();
            if (result == watched.last) continue;
            watched.last = result;
            std::size_t tiles = 0;
            for (const auto& tile : result->tiles)
                tiles += tile ? 1 : 0;
            seen_.push_back({watched.slot->name(), result->stamp, tiles, result->done, result->step,
                             result->epoch});
        }
        at_gate_ = held_;
        changed_.notify_all();
        changed_.wait(lock, [this] { return !held_; });
        at_gate_ = false;
    }

    template <class Condition>
    bool wait(Condition condition) {
        std::unique_lock lock(mutex_);
        return changed_.wait_for(lock, std::chrono::seconds(60), condition);
    }

    std::mutex mutex_;
    std::condition_variable changed_;
    std::vector<Watched> slots_;
    std::vector<Seen> seen_;
    bool held_ = false;
    bool at_gate_ = false;
};

// A lane with the watch around it: the lane ends first.
struct LaneBench {
    ModelRegistry registry;
    LaneWatch watch;
    InferenceLane lane{registry, 1, watch.wake()};

    std::shared_ptr<RenderSlot> slot(const std::string& name) {
        auto made = lane.make_slot(name);
        watch.watch(made);
        return made;
    }
    bool wait_idle(const std::shared_ptr<RenderSlot>& slot) {
        return watch.until([&] { return slot->idle(); });
    }
    ModelRef open(const SnapshotPointer& model) { return registry.add_opened(model, "a file"); }
};

}  // namespace zscope::test
