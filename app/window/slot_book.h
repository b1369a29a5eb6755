// SPDX-License-Identifier: MIT
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "core/engine/inference.h"

namespace zscope::app {

// Hands out the lane's slots and remembers them, so that a script can wait until every view shows
// what it asked for. UI thread.
class SlotBook {
  public:
    explicit SlotBook(InferenceLane& lane) : lane_(lane) {}

    std::shared_ptr<RenderSlot> make(const std::string& name);

    // Every slot that is asked for something has all of its newest request. A live model may have
    // moved on meanwhile: a picture of `live_step` or later is new enough, if given.
    bool settled(std::optional<std::int64_t> live_step) const;
    // What the slot of this name has to show; null if there is nothing.
    std::shared_ptr<const RenderResult> result(const std::string& name) const;
    // "interpolate: …" if a slot that is in use shows a failure.
    std::optional<std::string> failure() const;

  private:
    class Tracked;
    InferenceLane& lane_;
    std::vector<std::weak_ptr<Tracked>> slots_;
};

}  // namespace zscope::app
