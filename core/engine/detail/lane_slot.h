// SPDX-License-Identifier: MIT
#pragma once

#include <atomic>
#include <cstdint>
#include <memory>
#include <string>

#include "core/base/bounded_queue.h"
#include "core/base/latest.h"
#include "core/engine/inference.h"

namespace zscope::detail {

class LaneSlot;

// What the lane's thread, its slots and the registry's listener have in common; outlives each of
// them. Thread-safe.
struct LaneShared {
    BoundedQueue<std::weak_ptr<LaneSlot>> new_slots{1024};
    BoundedQueue<bool> bell{1};  // full: it has rung already
    std::atomic<std::uint64_t> registry_version = 0;
    std::atomic<double> last_compute_ms = 0.0;
    std::atomic<bool> draws_on_device = false;
    BoundedQueue<std::string> notes{4};

    void ring() { static_cast<void>(bell.try_push(true)); }
    // Changes can be told in another order than they happened.
    void raise_registry_version(std::uint64_t version);
};

// The UI thread's side submits and reads; the lane's thread reads `requests`, publishes `results`
// and settles.
class LaneSlot final : public RenderSlot {
  public:
    LaneSlot(std::string name, std::shared_ptr<LaneShared> shared);

    std::uint64_t submit(RenderRequest request) override;
    void clear() override;
    std::shared_ptr<const RenderResult> result() const override { return results.read(); }
    bool idle() const override;
    const std::string& name() const override { return name_; }

    // The lane: version `request` of `requests` is answered as the registry stands at `registry`.
    // True if that was news.
    bool settle(std::uint64_t request, std::uint64_t registry);

    Latest<RenderRequest> requests;  // null: nothing wanted
    Latest<RenderResult> results;

  private:
    const std::string name_;
    const std::shared_ptr<LaneShared> shared_;
    std::shared_ptr<const RenderRequest> last_;
    std::uint64_t stamps_ = 0;
    std::atomic<std::uint64_t> settled_request_ = 0;
    std::atomic<std::uint64_t> settled_registry_ = 0;
};

}  // namespace zscope::detail
