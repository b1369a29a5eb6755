// SPDX-License-Identifier: MIT
#pragma once

#include <cstdint>
#include <filesystem>
#include <functional>
#include <optional>
#include <string>
#include <thread>

#include "core/base/bounded_queue.h"
#include "core/engine/registry.h"

namespace zscope::app {

// Reads moments of runs (snapshots, checkpoints) from their folders into the registry, on a thread
// of its own, at nice 0: a person who scrubs waits for each. Of what waits, the newest two are read
// (a model and what it is compared with); the rest is given up. UI thread's side.
class MomentReading {
  public:
    MomentReading(ModelRegistry& registry, std::function<void()> wake);
    ~MomentReading();
    MomentReading(const MomentReading&) = delete;
    MomentReading& operator=(const MomentReading&) = delete;

    // The registry expects it from now on, and has it or has given it up later.
    void read(const RunSnapshot& moment, std::filesystem::path run_dir);
    struct Failure {
        RunSnapshot moment;
        std::string message;
    };
    std::optional<Failure> take_failure() { return failures_.try_pop(); }

  private:
    struct Ask {
        RunSnapshot moment;
        std::filesystem::path run_dir;
    };
    void work();
    void read_one(const Ask& ask);

    ModelRegistry& registry_;
    BoundedQueue<Ask> asked_{64};
    BoundedQueue<Failure> failures_;
    std::thread thread_;
};

}  // namespace zscope::app
