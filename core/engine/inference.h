// SPDX-License-Identifier: MIT
#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string>

#include "core/base/latest.h"
#include "core/engine/registry.h"
#include "core/messages/render.h"

namespace zscope {

// A panel's own place for a request and its result. Made by the lane; used by the UI thread.
class RenderSlot {
  public:
    virtual ~RenderSlot() = default;
    // Newest wins. Cheap to call each frame: the same content as last time does nothing.
    // Returns the stamp of the request that now stands.
    virtual std::uint64_t submit(RenderRequest request) = 0;
    virtual void clear() = 0;  // nothing wanted any more
    // The newest result so far, never older than one read before; null before the first.
    virtual std::shared_ptr<const RenderResult> result() const = 0;
    // Every tile of the newest request is there, made from the newest snapshot of its model.
    virtual bool idle() const = 0;
    virtual const std::string& name() const = 0;
};

// One thread at nice 0 that serves the person: at most 16 images a work item, at most 4 beside a
// slot that is dragged; the dragged slot first, then visible ones, then the rest. Slots on a live
// model are rendered again when the trainer publishes. Eval mode, with the model's BatchNorm
// statistics; images by the fastest kernels of this processor, or, where a CUDA device trains, on
// it, ahead of the training's work; all else in fp32 on the processor.
class InferenceLane {
  public:
    // `wake` runs on the lane's thread after each published result.
    InferenceLane(ModelRegistry& registry, int threads, std::function<void()> wake);
    ~InferenceLane();  // stops and joins
    InferenceLane(const InferenceLane&) = delete;
    InferenceLane& operator=(const InferenceLane&) = delete;

    // The slot lives as long as somebody holds it.
    std::shared_ptr<RenderSlot> make_slot(std::string name);
    // From the next work item on; at least 1. Any thread.
    void set_threads(int threads);
    double last_compute_ms() const;  // of one work item; status bar
    // Whether images are made in bf16: where the processor draws and multiplies it fast. They are a
    // few of 255 levels from those of a Sampler. Any thread.
    bool draws_in_bf16() const;
    // What the person should know about how the lane draws, once each. Any thread.
    std::optional<std::string> take_note();

  private:
    struct State;
    std::unique_ptr<State> state_;
};

}  // namespace zscope
