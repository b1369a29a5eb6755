// SPDX-License-Identifier: MIT
#pragma once

#include <cstdint>
#include <memory>
#include <utility>
#include <vector>

#include "core/engine/detail/runner.h"

namespace zscope::detail {

// A few filled networks, so that panels on different models do not fill them anew in turn. The next
// snapshot of a live model goes into the memory of the one that nobody needs any more.
// Owned by one thread.
class RunnerCache {
  public:
    // Draws on the device, if one is given.
    explicit RunnerCache(std::shared_ptr<DrawingDevice> device = {}) : device_(std::move(device)) {}

    // Holds `model` until it is pushed out. Errors as in Runner's constructor.
    Runner& get(const SnapshotPointer& model, Weights weights);

  private:
    struct Entry {
        Runner runner;
        std::uint64_t used;
    };
    std::vector<Entry>::iterator least_used();
    std::vector<Entry>::iterator to_refill(const ModelSnapshot& model);

    std::shared_ptr<DrawingDevice> device_;
    std::vector<Entry> entries_;
    std::uint64_t clock_ = 0;
};

}  // namespace zscope::detail
