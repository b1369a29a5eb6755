// SPDX-License-Identifier: MIT
#pragma once

#include <functional>
#include <memory>
#include <string>

#include "core/engine/inference.h"
#include "core/messages/render.h"
#include "ui/gl/tile_atlas.h"

namespace zscope::ui {

// A request slot and the texture that its tiles are drawn from: what a panel holds per view.
// Each frame: ask(), then poll(), then draw from atlas(). UI thread.
class RenderView {
  public:
    explicit RenderView(std::shared_ptr<RenderSlot> slot);
    ~RenderView();
    RenderView(const RenderView&) = delete;
    RenderView& operator=(const RenderView&) = delete;

    // The picture that is wanted now; the same content as before costs nothing.
    void ask(RenderRequest request);
    void rest();  // nothing wanted: the panel is hidden
    // Takes the newest result and uploads what changed. True if something new arrived.
    bool poll();
    // Between frames: poll() of every view that wants something, so that a picture is in its
    // texture as soon as it is made and the next frame need not wait for it.
    static void poll_all();

    const RenderResult* result() const { return result_.get(); }  // null before the first
    std::uint64_t asked() const { return asked_stamp_; }  // of what is wanted now; 0: nothing
    TileAtlas& atlas() { return atlas_; }
    bool pending() const;              // the newest request is not answered in full
    const std::string& error() const;  // empty, or why there is no picture
    bool idle() const { return slot_->idle(); }

    // Called for every view in the process (bench window): a request left with `stamp`, and the
    // upload of the result of `stamp` has returned.
    struct Probe {
        std::function<void(const std::string&slot, std::uint64_t stamp)> asked, uploaded;
    };
    static void set_probe(Probe probe);  // for measurements; not set otherwise

  private:
    std::shared_ptr<RenderSlot> slot_;
    std::shared_ptr<const RenderResult> result_;
    TileAtlas atlas_;
    std::uint64_t asked_stamp_ = 0;
};

}  // namespace zscope::ui
