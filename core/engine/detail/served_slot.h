// SPDX-License-Identifier: MIT
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <string>

#include "core/engine/detail/lane_slot.h"
#include "core/engine/detail/render_job.h"
#include "core/messages/render.h"

namespace zscope::detail {

enum class Stage {
    nothing,  // no request
    fresh,    // a request that has not been looked at
    waiting,  // for the first snapshot of a live model, or one that is being read
    working,
    complete,
    stale,  // complete, but its live model has moved on
    failed,
};

// The lane's side of a slot. Owned by the lane's thread.
struct ServedSlot {
    std::weak_ptr<LaneSlot> slot;
    std::shared_ptr<const RenderRequest> request;
    std::uint64_t seen = 0;  // version of the slot's requests
    Stage stage = Stage::nothing;
    bool quiet = false;             // the picture that is there stays until the new one is complete
    std::optional<ModelRef> model;  // of the last request
    std::uint64_t epoch = 0;
    std::uint64_t version = 0;  // the registry's when the model was last looked up
    std::uint64_t turn = 0;     // when it was last served
    RenderJob job;

    bool due() const {
        return stage == Stage::fresh || stage == Stage::working || stage == Stage::stale;
    }
    bool dragged() const { return request && request->priority == RenderPriority::dragged; }
    bool answered() const { return stage == Stage::complete || stage == Stage::failed; }
    // Hidden pictures are not kept up to date: it would cost the trainer copies nobody sees.
    bool follows_model() const {
        return stage == Stage::waiting || stage == Stage::failed ||
               (stage == Stage::complete && request->priority != RenderPriority::hidden);
    }
    bool before(const ServedSlot& other) const {
        if (request->priority != other.request->priority) {
            return request->priority < other.request->priority;
        }
        return turn < other.turn;
    }
};

bool same_model(const ModelRef& a, const ModelRef& b);
// Why there is no such model, and what to do, for the person. Not of a live one: that comes.
std::string missing_model(const ModelRef& model);

}  // namespace zscope::detail
