// SPDX-License-Identifier: MIT
#pragma once

#include <cstdint>
#include <filesystem>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "core/model/model_ref.h"
#include "core/model/snapshot.h"

namespace zscope {

// Owns the immutable snapshots that requests name. Thread-safe; holds its own lock.
// Opened models and frozen snapshots stay; others go, least recently used first: those read from a
// run folder when they pass a quarter of the budget, live ones when all together pass it. The live
// snapshot of a run is replaced whenever the trainer publishes.
class ModelRegistry {
  public:
    explicit ModelRegistry(std::int64_t budget_bytes = std::int64_t{1} << 30);
    ~ModelRegistry();
    ModelRegistry(const ModelRegistry&) = delete;
    ModelRegistry& operator=(const ModelRegistry&) = delete;

    // Keeps an opened model; its reference.
    ModelRef add_opened(SnapshotPointer model, const std::filesystem::path& path);
    // The trainer's side: the newest state of a run.
    void publish_live(const std::string& run_id, SnapshotPointer model);
    // Freeze: keeps the run's live snapshot under its step; nullopt if there is none yet.
    std::optional<ModelRef> freeze(const std::string& run_id);

    // A moment of a run that somebody reads from its folder now: until add_kept() or give_up(), a
    // lane waits for it and keeps the picture that it has.
    void expect(const RunSnapshot& moment);
    bool expects(const ModelRef& model) const;
    void add_kept(const RunSnapshot& moment, SnapshotPointer model);
    void give_up(const RunSnapshot& moment);

    // Null if it is not here (a closed model, a run that has published nothing yet). Asking for a
    // live model tells the trainer that somebody looks.
    SnapshotPointer find(const ModelRef& model);
    // True if somebody asked for this run's live model since the last call: the trainer copies its
    // weights only then.
    bool take_live_wanted(const std::string& run_id);
    // A lane's side: to draw anew what follows this run's live model took so many seconds.
    void add_live_cost(const std::string& run_id, double seconds);
    // The trainer's side: what was added since the last call.
    double take_live_cost(const std::string& run_id);
    // Grows with every publish or open; a lane renders anew when it changed.
    std::uint64_t version() const;
    // Runs after every change, outside the lock, on the thread that changed it. Each lane adds one
    // before the threads start.
    void add_listener(std::function<void()> on_change);

    struct Entry {
        ModelRef ref;
        std::string name;
        std::int64_t step;
        SnapshotPointer model = nullptr;  // as it is now: held as long as the entry is
    };
    // What is here, for lists of models; not what is only read from run folders for a while.
    std::vector<Entry> entries() const;

  private:
    struct State;
    std::unique_ptr<State> state_;
};

}  // namespace zscope
